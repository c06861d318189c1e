talking-title = Comments
talking-none = Nobody has said anything yet.
talking-said = Comment
talking-hint = Whoever you name with an @ is told, if they may see this.
talking-say = Comment
talking-follow = Follow
talking-following = You are told of what happens here.
talking-unfollow = Follow no longer
