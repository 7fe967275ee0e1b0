# The demo's people: one for each role that matters, all of them synthetic. Their passwords are made
# when the network comes up and stand in one file of the demo's folder, which its owner alone reads.
# shellcheck shell=bash

# login, role, what people call the role
dealer_people='parts      parts_counter    parts clerk
advisor    advisor          service advisor
technician technician       technician
sales      salesperson      salesperson
warranty   warranty_admin   warranty administrator
controller controller       controller'
importer_people='allocation allocator        allocation
pricing    pricing_mgr      pricing
auditor    warranty_auditor warranty auditor
network    network_mgr      network manager
tower      area_mgr         control tower'

# Where a dealer's people are made; they are known at all its branches.
first_branches=(B0101 B0201)

# Who asks when a story does not say: reading is everybody's.
declare -A reader=([hub]=allocation)

home_of() { # branch: where its people were made
    case "$1" in
        B01*) printf 'B0101' ;;
        B02*) printf 'B0201' ;;
        *) printf '%s' "$1" ;;
    esac
}

command_at() { # site, command...
    local site=$1
    shift
    if [ "$site" = hub ]; then hub "$@"; else node "$site" "$@"; fi
}

# Twelve letters and digits in three groups: easy to type, and good for one afternoon on loopback.
new_password() { od -An -N6 -tx1 /dev/urandom | tr -d ' \n' | sed 's/..../&-/g; s/-$//'; }

add_people() { # site, where in words, people
    local login role name password
    while read -r login role name; do
        password=$(new_password)
        printf '%s\n' "$password" | command_at "$1" user add "$login" \
            --name "Synthetic $name, $2" --role "$role" - >/dev/null
        printf '%s\t%s\t%s\t%s\n' "$1" "$login" "$name" "$password" >>"$state/people"
    done <<<"$3"
}

people_known() { # branch
    local known
    known=$(node "$1" user ls --json | jq '.items | length')
    [ "$known" -ge "$(wc -l <<<"$dealer_people")" ]
}

welcome_people() {
    say "People get accounts: everybody signs in, at a branch also without a line"
    (umask 077 && : >"$state/people" && mkdir -p "$state/tokens")
    add_people hub "importer" "$importer_people"
    local branch
    for branch in "${first_branches[@]}"; do
        add_people "$branch" "dealer D${branch:1:2}" "$dealer_people"
    done
    for branch in "${branches[@]}"; do wait_for 20 people_known "$branch"; done
    note "$(wc -l <"$state/people") synthetic people, one for each role"
}

password_of() { # site, login
    awk -F'\t' -v site="$(home_of "$1")" -v login="$2" \
        '$1 == site && $2 == login { print $4 }' "$state/people"
}

# A header line in a file: a token in an argument could be read by every process of the machine.
header_of() { # site, login
    local file=$state/tokens/$1-$2
    if [ ! -s "$file" ]; then
        (umask 077 && printf 'Authorization: Bearer %s\n' \
            "$(command_at "$1" api-token create "$2" --name demo --ttl 1d 2>/dev/null)" >"$file")
    fi
    printf '%s' "$file"
}

# Status and body of a sign-in with a password, as the portal asks for it.
sign_in() { # site, login, password
    printf '{"login":"%s","password":"%s"}' "$2" "$3" |
        curl -sS -X POST -H 'Content-Type: application/json' -d @- -D "$state/sign-in.headers" \
            -w '\n%{http_code}' "http://$(address_of "$1")/api/v1/session"
}
# Who the session is that a sign-in has begun.
session_at() { # site
    { printf 'Cookie: '; tr -d '\r' <"$state/sign-in.headers" |
        sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\);.*/\1/p'; } >"$state/sign-in.cookie"
    curl -sS -H "@$state/sign-in.cookie" "http://$(address_of "$1")/api/v1/me" |
        jq -r '.user.login // .code'
    rm -f "$state/sign-in.cookie" "$state/sign-in.headers"
}

check_people() {
    say "Whoever is unknown signs in"
    check "without a sign-in B0101 tells nothing" 401 \
        "$(curl -sS -o /dev/null -w '%{http_code}' "http://$(address_of B0101)/api/v1/notes")"
    check "a wrong password is refused" 401 \
        "$(sign_in B0102 advisor "$(new_password)" | tail -n 1)"
    local pair site login
    for pair in B0102/advisor hub/auditor; do
        site=${pair%/*}
        login=${pair#*/}
        sign_in "$site" "$login" "$(password_of "$site" "$login")" >/dev/null
        check "the log-in of $login works at $site" "$login" "$(session_at "$site")"
    done
    cut_line B0101
    sign_in B0101 parts "$(password_of B0101 parts)" >/dev/null
    check "and at B0101 with the line cut" parts "$(session_at B0101)"
    restore_line B0101
}

print_people() {
    [ -s "$state/people" ] || return 0
    local site
    printf '\n   %-24s %-12s %-24s %s\n' "sign in at" login "role (synthetic people)" password
    for site in hub "${branches[@]}"; do
        printf '   http://%s/  %s\n' "$(address_of "$site")" "$site"
        awk -F'\t' -v site="$(home_of "$site")" \
            '$1 == site { printf "   %-24s %-12s %-24s %s\n", "", $2, $3, $4 }' "$state/people"
    done
}
