"""The service over HTTP: pages for people, and the interface for programs. What it does is `service`'s."""
