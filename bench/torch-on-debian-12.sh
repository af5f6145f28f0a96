#!/bin/sh
# libtorch through TorchSharp wants a newer libstdc++ than Debian 12's: of it one function, which does nothing there. This makes, in a folder of its own, a libstdc++.so.6 that has it
# and hands on all the rest. Needs gcc and patchelf. Then:
#   LD_LIBRARY_PATH=artifacts/torch dotnet run -c Release --project bench/Fovea.Bench -p:Torch=true -- peers resnet18
set -eu
cd "$(dirname "$0")/.."
mkdir -p artifacts/torch
cd artifacts/torch
cp "$(readlink -f /lib/x86_64-linux-gnu/libstdc++.so.6)" libstdcxx_real.so
patchelf --set-soname libstdcxx_real.so libstdcxx_real.so
echo 'void _ZSt21ios_base_library_initv(void) {}' > shim.c
# All versions that the real one has, so that the loader finds them here, and the one that it lacks.
{
    readelf -V libstdcxx_real.so | grep -oE 'Name: (GLIBCXX|CXXABI)_[A-Z0-9_.]+' | sort -u | sed 's/Name: \(.*\)/\1 { };/'
    echo 'GLIBCXX_3.4.32 { global: _ZSt21ios_base_library_initv; };'
} > shim.map
gcc -shared -fPIC -o libstdc++.so.6 shim.c -Wl,-soname,libstdc++.so.6 -Wl,--version-script=shim.map -Wl,--no-as-needed -L. -l:libstdcxx_real.so -Wl,-rpath,'$ORIGIN'
