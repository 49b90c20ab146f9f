"""Gives the wheel the tag of its machine where the library is inside, and none where it is not."""

from pathlib import Path

from setuptools import Distribution, setup
from wheel.bdist_wheel import bdist_wheel

LIBRARY = Path(__file__).parent / "latchkey" / "liblatchkey.so.1"


class Package(Distribution):
    """A package of one machine where the library is in it."""

    def has_ext_modules(self) -> bool:
        return LIBRARY.exists()


class Wheel(bdist_wheel):
    """One wheel for every Python, since nothing in it is compiled against Python."""

    def get_tag(self) -> "tuple[str, str, str]":
        return ("py3", "none", super().get_tag()[2])


setup(distclass=Package, cmdclass={"bdist_wheel": Wheel})
