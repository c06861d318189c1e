forms-kept = What you typed before stands here again.
forms-no-connection = There is no connection. What you typed is kept: send it again once there is one.
