"""One YAML file in; a verified hub-and-spoke mesh of MQTT brokers out."""

__version__ = "0.1.0"
