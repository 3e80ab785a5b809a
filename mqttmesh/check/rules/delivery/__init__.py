"""What an outage costs: queues, sessions, what is kept on disk."""
