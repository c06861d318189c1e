forms-kept = What you typed before stands here again.
forms-no-connection = There is no connection. What you typed is kept: send it again once there is one.
forms-sending = Is being sent …
forms-signed-out = You are signed out. What stands here is as it was then.
forms-sign-in = Sign in and go on
