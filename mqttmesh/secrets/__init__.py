"""The passwords of a mesh: where they are, whether they are sound, and the password files they make."""

from mqttmesh.secrets.audit import check
from mqttmesh.secrets.catalogue import password_file, secret_names
from mqttmesh.secrets.delivery import delivered
from mqttmesh.secrets.password import BadSecretError, check_secret, hash_password, verify_password
from mqttmesh.secrets.problem import ProblemKind, SecretProblem
from mqttmesh.secrets.reference import read_secret
from mqttmesh.secrets.store import Initialised, Rotation, init, password_file_text, rotate

__all__ = [
    "BadSecretError",
    "Initialised",
    "ProblemKind",
    "Rotation",
    "SecretProblem",
    "check",
    "check_secret",
    "delivered",
    "hash_password",
    "init",
    "password_file",
    "password_file_text",
    "read_secret",
    "rotate",
    "secret_names",
    "verify_password",
]
