"""A recipe of libsdp for Conan 2. It packages the checkout that it stands in."""
import os
import re

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir
from conan.tools.gnu import PkgConfigDeps

HEADER = os.path.join("include", "sdp", "base.h")


class LibsdpConan(ConanFile):
    name = "libsdp"
    description = "Client library for ServiceDesk Plus MSP v3"
    license = "MIT"
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False]}
    default_options = {"shared": False, "fPIC": True}
    languages = "C"
    implements = ["auto_shared_fpic"]

    def _checkout(self):
        return os.path.normpath(os.path.join(self.recipe_folder, "..", "..", ".."))

    def set_version(self):
        header = load(self, os.path.join(self._checkout(), HEADER))
        self.version = re.search(r'^#define SDP_VERSION "([^"]+)"', header, re.M).group(1)

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "include/*", "src/*", "docs/*"):
            copy(self, pattern, self._checkout(), self.export_sources_folder)

    def validate(self):
        if self.settings.os == "Windows":
            raise ConanInvalidConfiguration("libsdp is not built on Windows; docs/architecture.md says what it needs")

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires("libcurl/[>=7.80 <9]")
        self.requires("cjson/[>=1.7.15 <2]")

    def build_requirements(self):
        self.tool_requires("pkgconf/[>=2]")

    def generate(self):
        # The build finds both libraries by pkg-config.
        PkgConfigDeps(self).generate()
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["SDP_BUILD_SHARED"] = bool(self.options.shared)
        toolchain.cache_variables["SDP_BUILD_STATIC"] = not self.options.shared
        toolchain.cache_variables["SDP_BUILD_TESTS"] = False
        toolchain.cache_variables["SDP_BUILD_EXAMPLES"] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        # Conan makes its own of these.
        rmdir(self, os.path.join(self.package_folder, "lib", "cmake"))
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))

    def package_info(self):
        self.cpp_info.libs = ["sdp"]
        self.cpp_info.set_property("cmake_file_name", "sdp")
        self.cpp_info.set_property("cmake_target_name", "sdp::sdp")
        self.cpp_info.set_property("pkg_config_name", "sdp")
        if self.options.shared:
            self.cpp_info.defines = ["SDP_SHARED"]
        elif self.settings.os in ("Linux", "FreeBSD"):
            self.cpp_info.system_libs = ["pthread"]
