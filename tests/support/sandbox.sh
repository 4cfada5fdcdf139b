# Starting and stopping sdp-sandbox from a script. Sourced by a POSIX shell.

sandbox_pid=
sandbox_folder=

# sandbox_start PROGRAM [arguments]: waits until it is ready, and exports what programs need to reach it.
sandbox_start() {
    program=$1
    shift
    sandbox_folder=$(mktemp -d)
    "$program" --port 0 "$@" >"$sandbox_folder/out" 2>"$sandbox_folder/err" </dev/null &
    sandbox_pid=$!
    waited=0
    until grep -q '"ready"' "$sandbox_folder/out" 2>/dev/null; do
        if [ "$waited" -ge 1200 ] || ! kill -0 "$sandbox_pid" 2>/dev/null; then
            echo "The sandbox did not get ready:" >&2
            cat "$sandbox_folder/out" "$sandbox_folder/err" >&2
            return 1
        fi
        waited=$((waited + 1))
        sleep 0.05
    done
    SDP_BASE_URL=$(sed -n '1s/.*"base_url" *: *"\([^"]*\)".*/\1/p' "$sandbox_folder/out")
    SDP_ACCESS_TOKEN=sandbox-token
    SDP_PORTAL=itdesk
    NEUCRM_BASE_URL=$(sed -n '1s/.*"neucrm_base_url" *: *"\([^"]*\)".*/\1/p' "$sandbox_folder/out")
    NEUCRM_USERID=5
    NEUCRM_API_KEY=sandbox-key
    export SDP_BASE_URL SDP_ACCESS_TOKEN SDP_PORTAL NEUCRM_BASE_URL NEUCRM_USERID NEUCRM_API_KEY
    if [ -z "$SDP_BASE_URL" ]; then
        echo "The sandbox named no base_url:" >&2
        cat "$sandbox_folder/out" >&2
        return 1
    fi
}

# Ends the sandbox and waits for its end. Safe to call at any time, and twice.
sandbox_stop() {
    if [ -n "$sandbox_pid" ]; then
        kill "$sandbox_pid" 2>/dev/null
        wait "$sandbox_pid" 2>/dev/null
        sandbox_pid=
    fi
    [ -z "$sandbox_folder" ] || rm -rf "$sandbox_folder"
    sandbox_folder=
}
