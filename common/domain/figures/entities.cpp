// Key figures are counted from the records of other modules; this one declares none of its own.

#include "common/domain/figures/questions.hpp"
#include "common/domain/module.hpp"

namespace branchline::figures {

domain::Module module() {
    return {.name = "figures", .entities = {}, .rules = {}, .questions = questions()};
}

}  // namespace branchline::figures
