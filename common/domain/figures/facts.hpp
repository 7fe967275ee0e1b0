// What the figures are made of, as plain values. Days count from 1970-01-01, amounts are minor
// units. What is not known is absent; a figure that needs it leaves the row out or is none at all.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::figures {

using Known = std::optional<std::int64_t>;

/// Whose a row is. Empty: of nobody, or not told by this kind of row.
struct Place {
    std::string brand;
    std::string dealer;
    std::string branch;
};

/// What is asked for. An empty name stands for all; both days of the period belong to it.
struct Scope {
    std::string brand;
    std::string dealer;
    std::string branch;
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::string region = {};
    std::set<std::string, std::less<>> dealers = {};  ///< Of the region, where one is asked for.

    bool contains(const Place& place) const {
        return (brand.empty() || brand == place.brand) &&
               (dealer.empty() || dealer == place.dealer) &&
               (region.empty() || dealers.contains(place.dealer)) &&
               (branch.empty() || branch == place.branch);
    }
    bool holds(std::int64_t day) const { return from <= day && day <= to; }
    bool holds(const Known& day) const { return day && holds(*day); }
    std::int64_t days() const { return to - from + 1; }
    /// As many days right before it.
    Scope before() const {
        Scope out = *this;
        out.to = from - 1;
        out.from = from - days();
        return out;
    }
};

/// A paper of a claim: a credit memo pays, a debit memo takes back.
struct Payment {
    Place place;
    std::int64_t issued_on = 0;
    std::int64_t paid = 0;  ///< Negative on a debit memo.
    bool credits = false;   ///< It is a credit memo.
    std::string claim;
    // Of the claim that it pays, as far as they are known.
    Known closed_on = {};  ///< The repair order.
    Known submitted_on = {};
    Known decided_on = {};
};

struct DecidedClaim {
    Place place;
    std::int64_t decided_on = 0;
    bool approved = false;     ///< As it was claimed, without a cut.
    bool resubmitted = false;  ///< Or appealed: not at its first version.
};

struct Car {
    Place place;           ///< Has no branch. Without a dealer it is still the importer's.
    bool on_way = false;   ///< Planned, being built or on its way to the importer.
    bool is_sold = false;  ///< By its status.
    Known arrived_on = {};
    Known sold_on = {};
    Known in_service_on = {};
    Known covered_until = {};  ///< The first day without warranty.
};

struct Order {
    Place place;
    std::string model;
    std::string status;
    Known decided_on = {};
    std::string rule = {};  ///< That refused it.
    Known received_on = {};
    Known promised_on = {};  ///< The first day of arrival that the importer named.
    Known price = {};
};

struct Quota {
    Place place;
    std::vector<std::string> models = {};  ///< Empty: all of the brand.
    std::int64_t valid_from = 0;
    std::int64_t valid_until = 0;
    std::int64_t total = 0;
};

struct Credit {
    Place place;
    std::string currency;
    std::int64_t limit = 0;
    std::int64_t receivables = 0;
    std::int64_t unbilled = 0;
    std::int64_t unapplied_payments = 0;
    std::int64_t credit_memos = 0;
    std::int64_t overdue = 0;
};

struct Invoice {
    Place place;
    std::int64_t issued_on = 0;
    std::int64_t amount = 0;
};

/// An order that a run has given a car.
struct Match {
    Place place;
    std::int64_t run_on = 0;
    std::vector<std::string> required = {};
    std::vector<std::string> preferred = {};
    std::optional<std::vector<std::string>> options = {};  ///< Of the car.
};

/// A car of a campaign that has begun.
struct CampaignCar {
    Place place;
    std::int64_t starts_on = 0;
    std::string status;
    Known confirmed_on = {};
};

struct Repair {
    Place place;
    std::string id;
    std::string vin;
    std::int64_t opened_on = 0;
    Known closed_on = {};
    std::string complaint_code = {};
    bool maintenance = false;
    bool cancelled = false;
    bool invoiced = false;         ///< And not taken back.
    std::string appointment = {};  ///< The id of the one that it came from.
    std::string comeback_of = {};  ///< The id of the repair that did not hold.
};

struct Appointment {
    Place place;
    std::string id;
    std::int64_t day = 0;
    std::string status;
    std::string repair_order = {};  ///< Its id.
};

/// A labour line of a repair order that was invoiced.
struct Labour {
    Place place;
    std::int64_t invoiced_on = 0;
    std::int64_t hours = 0;  ///< Thousandths; negative on a line that takes another back.
    Known amount = {};       ///< Net.
};

/// A clock of a technician that was stopped.
struct Clocked {
    Place place;
    std::int64_t day = 0;  ///< On which it was started, in UTC.
    std::int64_t milliseconds = 0;
    bool on_job = false;
    bool is_break = false;
};

struct Facts {
    std::int64_t today = 0;
    std::vector<Payment> payments = {};
    std::vector<DecidedClaim> claims = {};
    std::vector<Car> cars = {};
    std::vector<Order> orders = {};
    std::vector<Quota> quotas = {};
    std::vector<Credit> credits = {};
    std::vector<Invoice> invoices = {};
    std::vector<Match> matches = {};
    std::vector<CampaignCar> campaign_cars = {};
    std::vector<Repair> repairs = {};
    std::vector<Appointment> appointments = {};
    std::vector<Labour> labour = {};
    std::vector<Clocked> clocked = {};
    /// Entities that whoever asks may not read.
    std::set<std::string, std::less<>> hidden = {};
};

}  // namespace branchline::figures
