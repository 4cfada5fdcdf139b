module libsdp.example/sdp

go 1.19
