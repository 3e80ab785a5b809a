"""`python -m mqttmesh`."""

from mqttmesh.cli import main

main()
