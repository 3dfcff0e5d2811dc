{
  # Used only where Node's headers are not installed beside it; tools/buildNative.mjs compiles the files by itself otherwise.
  "targets": [
    {
      "target_name": "virtbus",
      "sources": ["virtbus.cc", "inet.cc", "kvm.cc", "sasl.cc", "scheduling.cc"],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NAPI_CPP_EXCEPTIONS", "_GNU_SOURCE"],
      "cflags_cc": ["-std=c++17", "-fexceptions"],
      "cflags_cc!": ["-fno-exceptions"]
    }
  ]
}
