#include "hub/prices/staging.hpp"

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/http/message.hpp"
#include "hub/import/csv_import.hpp"

namespace branchline::hub {

namespace {

using sync::Replica;

constexpr std::size_t kPage = 500;

/// Writes what is in force, moved. Editions that are published meanwhile are left to the
/// comparison.
class MovedPrices final : public Job {
public:
    MovedPrices(const StagingTerms& terms,
                std::int64_t hundredths_of_percent,
                const std::shared_ptr<Staged>& staged)
        : of_(prices_of(terms.list)),
          by_(hundredths_of_percent),
          edition_(of_,
                   terms.valid_from,
                   fmt::format("moved:{}", domain::amount_text(hundredths_of_percent)),
                   {staged, terms.actor}) {}

    Result<bool> step(Replica& hub, Instant) override {
        if (edition_.full()) {
            TRY_VOID(edition_.write(hub));
            return true;
        }
        if (!read_all_) {
            TRY_VOID(read_page(hub));
            return true;
        }
        return edition_.publish(hub);
    }

    Progress progress() const override {
        return {
            .phase = "writing",
            .done = static_cast<std::uint64_t>(read_),
            .figures = {{"read", read_}, {"taken", read_ - left_out_}, {"rejected", left_out_}}
        };
    }

private:
    Result<> read_page(Replica& hub) {
        const schema::Entity& rows = hub.entity(of_.rows);
        const engine::Query query{
            .filters = {{.field = rows.field("list"), .value = schema::Value(of_.scope)}},
            .after = after_,
            .limit = kPage,
            .as_of = edition_.valid_from()};
        TRY(const engine::Page page, hub.list(rows, query));
        for (const engine::Record& record : page.records) {
            ++read_;
            const auto amount = price::moved_by(domain::integer_of(record, "amount"), by_);
            if (!amount) {
                ++left_out_;
                continue;
            }
            edition_.add(rows, domain::text_of(record, "part"),
                         {
                             {rows.field("amount")->id, *amount}
            });
        }
        read_all_ = !page.more || page.records.empty();
        if (!page.records.empty()) after_ = page.records.back().id;
        return {};
    }

    EditionOf of_;
    std::int64_t by_;
    Publication edition_;
    std::optional<RowId> after_;
    bool read_all_ = false;
    std::int64_t read_ = 0;
    std::int64_t left_out_ = 0;
};

/// Lets a source write the edition, then compares it.
class Staging final : public Job {
public:
    Staging(Shelf& shelf,
            std::string list,
            std::unique_ptr<Job> source,
            std::shared_ptr<Staged> staged,
            std::shared_ptr<Upload> upload)
        : shelf_(shelf),
          list_(std::move(list)),
          source_(std::move(source)),
          staged_(std::move(staged)),
          upload_(std::move(upload)) {}

    Result<bool> step(Replica& hub, Instant now) override {
        if (source_) {
            TRY(const bool more, source_->step(hub, now));
            progress_ = source_->progress();
            if (more) return true;
            source_.reset();
            return begin_comparing();
        }
        TRY(const bool more, comparing_->step(hub));
        if (more) return true;
        shelf_.put(comparing_->take());
        comparing_.reset();
        return false;
    }

    Progress progress() const override {
        Progress out = source_ ? source_->progress() : progress_;
        if (comparing_) {
            out.phase = "comparing";
            out.done = comparing_->done();
            out.total = comparing_->total();
        }
        // Where the file lies is nobody's business.
        std::erase_if(out.notes, [](const auto& note) {
            return note.first == "rejects" || note.first == "edition";
        });
        out.notes.emplace_back("list", list_);
        if (!edition_.empty()) {
            out.notes.emplace_back("edition", edition_);
            out.result = fmt::format("/api/v1/price-editions/by-key/{}/{}/comparison",
                                     http::percent_encode(list_), edition_);
        }
        if (upload_) out.notes.emplace_back("upload", upload_->id());
        return out;
    }

private:
    Result<bool> begin_comparing() {
        if (upload_) upload_->drop_file();
        if (!staged_->complete) {
            return fail(Code::invalid, "no-rows", "no row could be taken, so there is no edition",
                        "look at the rejected rows, correct the file and send it again");
        }
        edition_ = staged_->edition;
        TRY_VOID(shelf_.keep(list_, *staged_));
        comparing_.emplace(list_, std::move(*staged_));
        return true;
    }

    Shelf& shelf_;
    std::string list_;
    std::unique_ptr<Job> source_;
    std::shared_ptr<Staged> staged_;
    std::shared_ptr<Upload> upload_;
    std::optional<Comparing> comparing_;
    std::string edition_;
    Progress progress_;
};

class ComparingAgain final : public Job {
public:
    ComparingAgain(Shelf& shelf, const std::string& list, Staged staged)
        : shelf_(shelf),
          list_(list),
          edition_(staged.edition),
          comparing_(list, std::move(staged)) {}

    Result<bool> step(Replica& hub, Instant) override {
        TRY(const bool more, comparing_.step(hub));
        if (!more) shelf_.put(comparing_.take());
        return more;
    }

    Progress progress() const override {
        return {
            .phase = "comparing",
            .done = comparing_.done(),
            .total = comparing_.total(),
            .notes = {{"list", list_}, {"edition", edition_}},
            .result = fmt::format("/api/v1/price-editions/by-key/{}/{}/comparison",
                                  http::percent_encode(list_), edition_)
        };
    }

private:
    Shelf& shelf_;
    std::string list_;
    std::string edition_;
    Comparing comparing_;
};

std::shared_ptr<Staged> staged_of(const StagingTerms& terms) {
    return std::make_shared<Staged>(Staged{.title = terms.title, .edition = {}});
}

}  // namespace

Result<std::unique_ptr<Job>> stage_upload(Shelf& shelf, std::shared_ptr<Upload> upload) {
    if (!upload->complete()) {
        return fail(Code::conflict, "incomplete",
                    fmt::format("{} of {} bytes are here", upload->received(), upload->size()),
                    "send what is missing");
    }
    if (!upload->take()) {
        return fail(Code::conflict, "already-staged", "the file has been staged",
                    "look at the list of editions");
    }
    const StagingTerms& terms = upload->terms();
    const auto staged = staged_of(terms);
    CsvWanted wanted{.file = upload->file(), .rejects = upload->rejects()};
    wanted.valid_from = terms.valid_from;
    wanted.again = true;  // The comparison tells what it changes, if anything.
    wanted.terms = {staged, terms.actor};
    TRY(auto source, CsvImport::open(std::move(wanted), price_target(terms.list, terms.decimal)));
    return std::make_unique<Staging>(shelf, terms.list, std::move(source), staged, upload);
}

Result<std::unique_ptr<Job>> stage_moved(Shelf& shelf,
                                         const StagingTerms& terms,
                                         std::int64_t hundredths_of_percent) {
    if (hundredths_of_percent == 0 || hundredths_of_percent < price::kLowerMost ||
        hundredths_of_percent > price::kRaiseMost) {
        return fail(Code::invalid, "bad-percent",
                    fmt::format("{} percent is no change that can be made at once",
                                domain::amount_text(hundredths_of_percent)),
                    "write a number from -90 to 1000 that is not 0");
    }
    const auto staged = staged_of(terms);
    auto source = std::make_unique<MovedPrices>(terms, hundredths_of_percent, staged);
    return std::make_unique<Staging>(shelf, terms.list, std::move(source), staged, nullptr);
}

std::unique_ptr<Job> compare_again(Shelf& shelf, const std::string& list, Staged staged) {
    return std::make_unique<ComparingAgain>(shelf, list, std::move(staged));
}

}  // namespace branchline::hub
