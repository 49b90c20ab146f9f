"""Gives the wheel the tag of its machine where the library is inside, and none where it is not."""

from pathlib import Path

from setuptools import setup
from wheel.bdist_wheel import bdist_wheel

LIBRARY = Path(__file__).parent / "latchkey" / "liblatchkey.so.1"


class Wheel(bdist_wheel):
    """One wheel for every Python, since nothing in it is compiled against Python."""

    def finalize_options(self) -> None:
        super().finalize_options()
        self.root_is_pure = not LIBRARY.exists()

    def get_tag(self) -> "tuple[str, str, str]":
        return ("py3", "none", super().get_tag()[2])


setup(cmdclass={"bdist_wheel": Wheel})
