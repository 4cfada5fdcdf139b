module libsdp.example/sdptest

go 1.19

require libsdp.example/sdp v0.0.0

replace libsdp.example/sdp => ../../../examples/ffi/go
