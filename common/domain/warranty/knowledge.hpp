// What is known of a claim beside what it says. An absent value is one that this replica cannot
// know: a rule on it answers undetermined and names it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/warranty/claim.hpp"

namespace branchline::warranty {

struct Vehicle {
    Known in_service_on;
    bool blocked = false;
    std::string block_reason = {};  ///< Empty: the importer gives none.
    std::string model = {};         ///< Empty: not known.
};

/// What the catalogue says of an operation. Part numbers are normalised.
struct Operation {
    bool exists = true;
    Known standard_minutes = {};  ///< None: not limited.
    std::vector<std::string> causal_parts = {};
    std::vector<std::string> includes = {};  ///< Operations that are part of it.
    std::vector<std::string> models = {};    ///< Empty: every model.
    Known valid_from = {};
    Known valid_until = {};
    bool needs_approval = false;
    std::string skill = {};  ///< What its technician must be certified for; empty: nothing.
};

struct Part {
    bool exists = true;                    ///< Or leads to a part that does.
    std::string successor = {};            ///< The newest number, when it was superseded.
    std::vector<std::string> models = {};  ///< That it fits; empty: all.
    bool wear_item = false;
    Known net = {};  ///< The dealer's net price on the day of the failure.
};

/// An answer of the importer to what was asked before the work was done.
struct Approval {
    std::string status;  ///< requested, granted or refused.
    std::string vin;
    std::vector<std::string> operations;
    Known amount_max;  ///< None: no limit.
    Known valid_until;
    std::int64_t extra_minutes = 0;  ///< Beyond the standard times of its operations, together.
};

struct CampaignItem {
    std::string kind;  ///< part or labour.
    std::string item;  ///< Parts normalised.
    Known quantity;    ///< None: any.
};

struct Campaign {
    bool exists = true;
    std::string status;  ///< draft, announced, active or closed.
    std::string kind;    ///< safety, service or satisfaction.
    Known starts_on;
    Known stops_on;
    std::vector<CampaignItem> items;
    std::string vehicle_status;  ///< Empty: the car is not of the population.
};

/// An earlier repair of the same car and component at the same branch.
struct Repair {
    std::string document;
    std::int64_t repaired_on = 0;
    Known odometer_km;
};

struct Certificate {
    std::string technician;
    std::string skill;
    std::int64_t valid_from = 0;
    Known valid_until;
};

/// A figure of a dealer beside the sum and the sum of squares of its group, itself included.
struct Comparison {
    std::int64_t own = 0;
    std::int64_t sum = 0;
    std::int64_t squares = 0;
};

struct Statistics {
    std::string month;
    std::int64_t group_size = 0;
    Comparison value;      ///< Minor units a vehicle.
    Comparison frequency;  ///< Claims a thousand vehicles.
};

struct Facts {
    std::int64_t today = 0;
    std::optional<bool> registered;
    std::optional<Vehicle> vehicle;
    std::optional<bool> authorised;            ///< The branch, for the brand, when it failed.
    Known highest_reading;                     ///< Up to the day of the failure.
    bool readings_complete = false;            ///< Or may others have read more?
    Known repaired_on;                         ///< The day the repair order was closed.
    Known arrived_on;                          ///< At the importer.
    std::optional<bool> signature_believed;    ///< Does the signed day fit the signer's log?
    std::optional<std::string> earlier_claim;  ///< For the same job; empty: there is none.
    std::optional<std::vector<std::string>> causal_parts;  ///< Of the operation, normalised.

    std::map<std::string, Operation> operations = {};  ///< Of the lines, by code.
    std::map<std::string, Part> parts = {};            ///< Of the lines, by normalised number.
    /// What the lines have to prove, by operation or part; none when the catalogue is not here.
    std::optional<std::map<std::string, std::vector<std::string>>> evidence = {};
    Known labour_rate = {};                 ///< Agreed with the dealer on the day of the failure.
    std::optional<Approval> approval = {};  ///< The one that the claim names.
    std::optional<Campaign> campaign = {};
    std::optional<std::string> campaign_done = {};  ///< By which claim; empty: by none.
    std::int64_t services = 0;                      ///< Services in the network up to the failure.
    bool services_complete = false;                 ///< Or may others have done more?
    Known part_sold_on = {};      ///< The part that failed, by its original invoice.
    bool sales_complete = false;  ///< Or may others have sold it?
    std::optional<std::vector<Repair>> repairs = {};
    std::optional<std::vector<Certificate>> certificates = {};
    std::optional<Statistics> statistics = {};
};

}  // namespace branchline::warranty
