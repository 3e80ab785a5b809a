"""Images, containers and limits."""
