"""What is shown: findings, errors and statuses, as text and as data. Nothing here prints."""
