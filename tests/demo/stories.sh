# What the demo tells and checks. The same steps can be typed by hand with curl and the commands.
# shellcheck shell=bash

vin=YV4A22PK4N1000101 # A real pattern: Volvo XC90 2022 from Torslanda. The car is synthetic.
yesterday=$(date -u -d yesterday +%F)
this_year=$(date -u +%Y)
new_year=$((this_year + 1))-01-01

tell_stories() {
    check_people
    decode_a_vin
    sell_and_claim_offline
    publish_prices_ahead
    disagree_about_a_note
    reject_an_edit
    compare_replicas
}

post_move() { # branch, part, quantity, reason
    as=parts api "$1" POST /moves "{\"data\":{\"branch\":\"$1\",\"part\":\"$2\",\"bin\":\"A1\",
        \"quantity\":\"$3\",\"reason\":\"$4\"}}"
}
decode_a_vin() {
    say "Every branch decodes VINs from its own tables"
    node B0101 vin decode "$vin"
    check "the make" Volvo "$(api B0101 GET "/vins/$vin" | jq -r .facts.make)"
    check "the model" XC90 "$(api B0101 GET "/vins/$vin" | jq -r .facts.model)"
    check "VINs that are built from the patterns are decoded right" "100 of 100" \
        "$(node_js "$demo/vins.mjs" "$vpic" "$(address_of B0201)" 100 \
            <"$(header_of B0201 advisor)")"
    check "a VIN with a letter O is refused" 400 \
        "$(api B0201 GET /vins/YV4A22PK4N1O00101 | jq -r .status)"
    reference_rows=$(api hub GET '/vin-patterns?limit=1' >/dev/null 2>&1 && sqlite3 \
        "file:$state/hub/replica.db?mode=ro" 'SELECT count(*) FROM reference_vin_pattern' || echo 0)
    parts=$(sqlite3 "file:$state/hub/replica.db?mode=ro" 'SELECT count(*) FROM catalog_part')
}

# ---- 1

open_order() { # branch, vin, odometer
    as=advisor api "$1" POST /repair-orders "{\"data\":{\"branch\":\"$1\",\"vin\":\"$2\",
        \"opened_on\":\"$yesterday\",\"closed_on\":\"$yesterday\",\"odometer_km\":$3,
        \"payer\":\"warranty\",\"complaint_code\":\"C101\",\"complaint\":\"no heat\",
        \"cause_code\":\"F101\",\"cause\":\"blower motor open circuit\",
        \"correction\":\"blower motor replaced\"}}" | id_of
}
add_line() { # branch, claim, line, kind, item, quantity, unit price
    as=warranty api "$1" POST /claim-lines "{\"data\":{\"branch\":\"$1\",\"claim\":\"$2\",
        \"line\":$3,\"kind\":\"$4\",\"item\":\"$5\",\"quantity\":\"$6\",
        \"unit_price\":\"$7\"}}" >/dev/null
}
file_claim() { # branch, vin, repair order, odometer
    local id
    id=$(as=warranty api "$1" POST /claims "{\"data\":{\"branch\":\"$1\",\"kind\":\"warranty\",
        \"brand\":\"VOLVO\",\"vin\":\"$2\",\"repair_order\":\"$3\",\"job\":1,
        \"failure_on\":\"$yesterday\",\"repaired_on\":\"$yesterday\",
        \"submitted_on\":\"$yesterday\",\"odometer_km\":$4,\"component\":\"BASIC\",
        \"complaint_code\":\"C101\",\"cause_code\":\"F101\",
        \"correction\":\"blower motor replaced\",\"claimed\":\"174.32\"}}" | id_of)
    add_line "$1" "$id" 1 part BP100 1 95.20
    add_line "$1" "$id" 2 labour OP-BLOWER 1.2 58.00
    as=warranty api "$1" POST "/claims/$id:submit" '{}' >/dev/null
    printf '%s' "$id"
}
decided() { [ "$(field "$1" "/claims/$2" .data.status)" != submitted ]; }

# What the claim is about: a part with its net price, and an operation of 1.2 hours.
publish_the_blower() {
    printf 'part_no;description\nBP-100;Blower motor (synthetic)\n' >"$state/parts.csv"
    printf 'part_no;net\nBP-100;95,20\n' >"$state/net.csv"
    hub data import csv "$state/parts.csv" --brand VOLVO --valid-from 2020-01-02
    hub data import csv "$state/net.csv" --list VOLVO-NET --valid-from 2020-01-02
    operate hub POST '/operations?stream=catalog/VOLVO' '{"data":{"brand":"VOLVO",
        "operation":"OP-BLOWER","standard_minutes":72,"component":"BASIC"}}' >/dev/null
    wait_for 20 same_digests catalog/VOLVO "${branches[@]}"
    wait_for 20 same_digests price/VOLVO-NET "${branches[@]}"
}

sell_and_claim_offline() {
    say "1. B0101 sells parts and files claims with the line cut"
    publish_the_blower
    as=parts api B0101 POST /bins '{"data":{"branch":"B0101","part":"BP100","bin":"A1"}}' >/dev/null
    post_move B0101 BP100 10 receipt >/dev/null
    wait_for 10 settled B0101
    wait_for 10 same_digests dealer/D01 B0101 B0102
    cut_line B0101
    post_move B0101 BP100 -3 sale | jq -c '{sold: .data.quantity, state: .sync.state}'
    check "seven of ten parts are left" 7.000 \
        "$(field B0101 /bins/by-key/B0101/BP100/A1 .data.on_hand)"
    check "an eighth cannot be sold" NEGATIVE_BALANCE \
        "$(post_move B0101 BP100 -8 sale | jq -r '.detail' | grep -o NEGATIVE_BALANCE || echo none)"
    local order good late
    order=$(open_order B0101 "$vin" 20000)
    note "repair order $(field B0101 "/repair-orders/$order" .data.number)"
    good=$(file_claim B0101 "$vin" "$order" 20000)
    order=$(open_order B0101 "$vin" 900000)
    late=$(file_claim B0101 "$vin" "$order" 900000)
    node B0101 claim check "$good"
    check "the claim is submitted, and only here" "submitted local" \
        "$(field B0101 "/claims/$good" '.data.status + " " + .sync.state')"

    say "   The line is back: the importer decides, the branch reads the decision"
    restore_line B0101
    wait_for 30 decided B0101 "$good"
    wait_for 30 decided B0101 "$late"
    wait_for 20 settled B0101
    cut_line B0101
    note "with the line cut again:"
    check "the good claim" credited "$(field B0101 "/claims/$good" .data.status)"
    check "it pays parts with 10 % handling and labour" 174.32 \
        "$(field B0101 "/claims/$good" .data.approved)"
    check "its credit memo stands on the dealer's account" "credit_memo -174.32" \
        "$(as=controller field B0101 "/account-documents?filter=claim:eq:$good" \
            '.items[0].data | .kind + " " + .amount')"
    node B0101 account statement D01 VOLVO
    node B0101 trace warranty.claim "$good"
    check "the claim beyond the kilometres" rejected "$(field B0101 "/claims/$late" .data.status)"
    note "reason: $(field B0101 "/claims/$late" .data.reason)"
    check "its reason names the rule" W05 \
        "$(field B0101 "/claims/$late" .data.reason | grep -o W05 | head -n 1)"
    restore_line B0101
}

# ---- 2

price_at() { # branch, part, date
    api "$1" GET "/prices/VOLVO-RETAIL/$2?date=$3" | jq -r '.facts.amount // .code'
}
new_price_is_there() { [ "$(price_at "$1" BP100 "$2")" = "$3" ]; }

publish_prices_ahead() {
    say "2. New prices from $new_year, published while B0201 is cut off"
    printf 'part_no;list\nBP-100;41,50\nBP-200;18,00\n' >"$state/prices-1.csv"
    printf 'part_no;list\nBP-100;43,90\nBP-200;18,00\nBP-300;oops\n' >"$state/prices-2.csv"
    hub data import csv "$state/prices-1.csv" --list VOLVO-RETAIL --valid-from "$this_year-01-01"
    wait_for 20 new_price_is_there B0201 "$this_year-12-31" 41.50
    cut_line B0201
    hub data import csv "$state/prices-2.csv" --list VOLVO-RETAIL --valid-from "$new_year"
    note "by hand: sign in at the hub as pricing_mgr, Prices, New edition, $state/prices-2.csv"
    note "rows that were not taken:"
    sed 's/^/   /' "$state"/prices-2*reject*.csv
    check "B0201 has the old price for January" 41.50 "$(price_at B0201 BP100 "$new_year")"
    check "B0101 has the new one" 43.90 "$(wait_for 20 new_price_is_there B0101 "$new_year" 43.90 &&
        price_at B0101 BP100 "$new_year")"
    restore_line B0201
    wait_for 20 new_price_is_there B0201 "$new_year" 43.90
    check "and the old one until the year ends" 41.50 "$(price_at B0101 BP100 "$this_year-12-31")"
    check "B0201 sells at the new price from January" 43.90 "$(price_at B0201 BP100 "$new_year")"
}

# ---- 3

disagree_about_a_note() {
    say "3. B0101 and B0102 edit the customer note of one car, apart"
    local id
    id=$(field B0101 "/vehicles/by-key/$vin" .id)
    cut_line B0101
    change B0101 "/vehicles/$id" '{"customer_note":"wants winter tyres"}' >/dev/null
    as=sales change B0102 "/vehicles/$id" '{"customer_note":"call before noon"}' >/dev/null
    restore_line B0101
    wait_for 30 settled B0101
    wait_for 30 settled B0102
    wait_for 20 same_digests dealer/D01 B0101 B0102
    check "the disagreement waits for a person" 1 "$(field hub "/vehicles/$id" .sync.conflicts)"
    node B0102 conflict ls
    check "both sides are listed" '["call before noon","wants winter tyres"]' "$(api B0102 GET \
        /conflicts | jq -c '[.items[].sides[].value] | sort')"
    node B0102 conflict resolve vehicles.vehicle "$id" customer_note \
        --value "winter tyres; call before noon"
    wait_for 10 settled B0102
    wait_for 10 same_digests dealer/D01 B0101 B0102
    check "the person's word holds everywhere" "0 winter tyres; call before noon" \
        "$(field B0101 "/vehicles/$id" '(.sync.conflicts | tostring) + " " + .data.customer_note')"
}

# ---- 4

reject_an_edit() {
    say "4. The importer locks a note while B0101 is cut off and edits it"
    local id
    id=$(as=parts api B0101 POST /notes '{"data":{"branch":"B0101","title":"Key",
        "text":"spare key missing","tags":["key"]}}' | id_of)
    wait_for 10 settled B0101
    cut_line B0101
    as=auditor change hub "/notes/$id" '{"locked":true}' >/dev/null
    as=parts change B0101 "/notes/$id" '{"text":"found it again"}' >/dev/null
    check "B0101 sees its edit" "found it again" "$(field B0101 "/notes/$id" .data.text)"
    restore_line B0101
    wait_for 30 settled B0101
    cut_line B0101
    check "the earlier text is back" "spare key missing" "$(field B0101 "/notes/$id" .data.text)"
    check "and the record says so" rejected "$(field B0101 "/notes/$id" .sync.state)"
    note "with the line cut, the branch reads why:"
    node B0101 rejected ls
    node B0101 why notes.note "$id" text
    restore_line B0101
}

compare_replicas() {
    say "Every holder of a stream shows the same"
    local stream site
    for stream in policy reference catalog/VOLVO price/VOLVO-RETAIL price/VOLVO-NET; do
        wait_for 20 same_digests "$stream" "${branches[@]}"
    done
    wait_for 20 same_digests dealer/D01 B0101 B0102
    for stream in $(api hub GET /digest | jq -r '.items[].stream'); do
        note "$(printf '%-20s' "$stream") $(digest_of hub "$stream" | cut -c1-16)" \
            "$(holders_of "$stream")"
    done
    for site in B0101 B0102; do
        check "dealer/D01 at $site" "$(digest_of hub dealer/D01)" "$(digest_of "$site" dealer/D01)"
    done
    check "files of B0201 that hold anything of D01" 0 "$( (grep -rl -e "blower motor" \
        -e "spare key missing" "$state/B0201" || true) | wc -l)"
}
