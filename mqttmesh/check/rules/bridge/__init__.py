"""How spokes dial the hub, and hold on to it."""
