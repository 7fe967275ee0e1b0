# The demo's network: a hub and three branches of two dealers on loopback, each branch behind a line
# that can be cut and slowed. Everything lives in the folder $state; all data is synthetic.
# shellcheck shell=bash

# People sign in here, whatever somebody has set for trying out.
export BRANCHLINE_SIGN_IN=required

branches=(B0101 B0102 B0201)
in_service=$(date -u -d '18 months ago' +%F)
failures=0
checks=0

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
check() { # what, expected, seen
    checks=$((checks + 1))
    if [ "$2" = "$3" ]; then
        note "ok: $1 ($3)"
    else
        note "FAILED: $1: expected $2, saw $3"
        failures=$((failures + 1))
    fi
}
wait_for() { # seconds, command...
    local until=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        if [ $SECONDS -ge $until ]; then
            note "FAILED: gave up waiting for: $*"
            failures=$((failures + 1))
            return 1
        fi
        sleep 0.05
    done
}

hub() { "$bin/hub/branchline-hub" "$@" --data-dir "$state/hub"; }
node() { # branch, command...
    local branch=$1
    shift
    "$bin/node/branchline-node" "$@" --data-dir "$state/$branch"
}

address_of() { printf '127.0.0.1:%s' "$(jq -r .http_port <"$state/$1.up")"; }
# As one of the demo's people: `as=parts api B0101 ...`.
api() { # site, method, path, [body], [header]
    local login=${as:-${reader[$1]:-advisor}}
    local arguments=(-sS -X "$2" -H 'Content-Type: application/json'
        -H "@$(header_of "$1" "$login")" "http://$(address_of "$1")/api/v1$3")
    [ $# -lt 4 ] || arguments+=(-d "$4")
    [ $# -lt 5 ] || arguments+=(-H "$5")
    curl "${arguments[@]}"
}
# As the operator of the machine, over the socket that its owner alone may open.
operate() { # site, method, path, body
    curl -sS -X "$2" -H 'Content-Type: application/json' -d "$4" \
        --unix-socket "$state/$1/admin.sock" "http://localhost/api/v1$3"
}
change() { api "$1" PATCH "$2" "{\"data\":$3}" 'If-Match: *'; } # site, path, data
field() { api "$1" GET "$2" | jq -r "$3"; } # site, path, jq filter
id_of() { jq -r '.id // ("no record: " + (.detail // .title // "?"))'; }

digest_of() { # site, stream
    api "$1" GET /digest | jq -r --arg s "$2" '.items[] | select(.stream == $s) | .digest'
}
holders_of() { # stream
    local site
    for site in hub "${branches[@]}"; do
        [ -z "$(digest_of "$site" "$1")" ] || printf '%s ' "$site"
    done
}
same_digests() { # stream, site...
    local stream=$1 site
    shift
    for site in "$@"; do
        [ "$(digest_of "$site" "$stream")" = "$(digest_of hub "$stream")" ] || return 1
    done
}
settled() { [ "$(node "$1" sync queue --json | jq '.items | length')" = 0 ]; }
line_is() { [ "$(node "$1" status --json | jq -r .line)" = "$2" ]; }
is_off() { ! line_is "$1" up; }

# ---- processes: each in a group of its own, its number in a file

launch() { # name, command...
    local name=$1
    shift
    setsid "$@" </dev/null >"$state/$name.out" 2>"$state/$name.log" &
    printf '%s\n' $! >"$state/$name.pid"
}
halt() { # name
    local pid
    pid=$(cat "$state/$1.pid" 2>/dev/null || true)
    [ -z "$pid" ] || kill -- "-$pid" 2>/dev/null || true
    rm -f "$state/$1.pid"
}
is_up() { [ -s "$state/$1.pid" ] && kill -0 "$(cat "$state/$1.pid")" 2>/dev/null; }

order_line() { # branch, order
    printf '%s\n' "$2" >"$state/$1.order.new"
    mv "$state/$1.order.new" "$state/$1.order"
}
cut_line() {
    order_line "$1" cut
    wait_for 10 is_off "$1"
}
slow_line() { order_line "$1" "slow 300 20000"; }
restore_line() {
    order_line "$1" up
    node "$1" sync resume >/dev/null 2>&1 || true
}

start_hub() {
    launch hub "$bin/hub/branchline-hub" run --data-dir "$state/hub" --sync tcp://127.0.0.1:0 \
        --http 127.0.0.1:0 --json
    wait_for 10 test -s "$state/hub.out"
    cp "$state/hub.out" "$state/hub.up"
}
start_line() { # branch
    local target
    target=$(jq -r .sync <"$state/hub.up" | sed 's|tcp://||')
    order_line "$1" up
    launch "line-$1" "$node_program" "$demo/line.mjs" "$(cat "$state/$1.port")" "$target" \
        "$state/$1.order"
}
start_node() { # branch
    launch "$1" "$bin/node/branchline-node" run --data-dir "$state/$1" --http 127.0.0.1:0 --json
    wait_for 10 test -s "$state/$1.out"
    cp "$state/$1.out" "$state/$1.up"
}

# A free port, asked of the system; it stays ours because nobody else here asks for it again.
free_port() {
    node_js -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
        console.log(s.address().port); s.close(); });'
}

# ---- up and down

found_network() {
    say "The importer founds a network: two brands, two dealers, three branches"
    hub init --org "Synthetic Importer" --root-dir "$state/root"
    start_hub
    local brand
    for brand in VOLVO BMW; do
        hub org brand add "$brand" --name "$brand (synthetic range)"
    done
    hub org dealer add D01 --name "Synthetic dealer 01"
    hub org dealer add D02 --name "Synthetic dealer 02"
    hub org dealer sells D01 VOLVO
    hub org dealer sells D01 BMW
    hub org dealer sells D02 VOLVO
}

enrol_branches() {
    say "A token for each branch; its node joins and starts"
    local branch
    for branch in "${branches[@]}"; do
        hub org branch add "$branch" --dealer "D${branch:1:2}" --name "Synthetic branch $branch"
        free_port >"$state/$branch.port"
        start_line "$branch"
        hub token create --branch "$branch" \
            --endpoint "tcp://127.0.0.1:$(cat "$state/$branch.port")" 2>/dev/null |
            node "$branch" join -
        start_node "$branch"
    done
    for branch in "${branches[@]}"; do
        wait_for 20 curl -fsS "http://$(address_of "$branch")/readyz"
    done
    hub node ls
}

publish_data() {
    say "The importer publishes: VIN tables, parts, prices and warranty terms"
    hub data import vpic "$vpic" --makes VOLVO,BMW
    hub data generate --scale tiny --brand VOLVO
    local stream
    for stream in reference catalog/VOLVO price/VOLVO-RETAIL price/VOLVO-NET; do
        wait_for 120 same_digests "$stream" "${branches[@]}"
        check "$stream is the same at all three branches" yes \
            "$(same_digests "$stream" "${branches[@]}" && echo yes || echo no)"
    done
}

# The importer puts a car that runs into the stream of a dealer.
register_car() { # dealer, vin, in service on
    local id
    id=$(api hub POST "/vehicles?stream=dealer/$1" "{\"data\":{\"vin\":\"$2\",\"brand\":\"VOLVO\",
        \"model\":\"XC90\",\"model_year\":2022,\"warranty_plan\":\"STANDARD\",
        \"in_service_on\":\"$3\"}}" | id_of)
    api hub POST "/vehicles/$id:register" '{}' >/dev/null
    printf '%s' "$id"
}

# Cars for the counter: real patterns of a Volvo XC90 from Torslanda, synthetic numbers.
register_cars() {
    say "The importer registers customers' cars"
    local number
    for number in 1000101 1000102 1000103; do
        register_car D01 "YV4A22PK4N$number" "$in_service" >/dev/null
        note "YV4A22PK4N$number at dealer D01, in service since $in_service"
    done
    register_car D02 YV4A22PK4N1000201 "$in_service" >/dev/null
    note "YV4A22PK4N1000201 at dealer D02"
    wait_for 20 same_digests dealer/D01 B0101 B0102
}

up() {
    if [ -e "$state/hub.pid" ]; then
        note "it is up already: installers/run demo status"
        return
    fi
    rm -rf "$state"
    mkdir -p "$state"
    found_network
    enrol_branches
    welcome_people
    publish_data
    register_cars
}

down() {
    local name
    for name in "${branches[@]}" hub; do halt "$name"; done
    for name in "${branches[@]}"; do halt "line-$name"; done
}

status() {
    local site
    is_up hub || { note "the demo is down: installers/run demo up"; return 0; }
    hub node ls
    for site in hub "${branches[@]}"; do
        note "$site  http://$(address_of "$site")/  data in $state/$site"
    done
    for site in "${branches[@]}"; do note "line of $site: $(cat "$state/$site.order")"; done
    print_people
}
