#include "common/api/caller.hpp"

#include "common/identity/guarded_store.hpp"

namespace branchline::api {

std::shared_ptr<const ApiCaller> operator_caller() {
    static const auto kOperator = [] {
        auto caller = std::make_shared<ApiCaller>();
        caller->person = std::make_shared<identity::Person>(identity::machine_operator());
        caller->way = "operator";
        return std::shared_ptr<const ApiCaller>(caller);
    }();
    return kOperator;
}

std::shared_ptr<const ApiCaller> caller_of(const http::Request& request) {
    auto caller = std::dynamic_pointer_cast<const ApiCaller>(request.caller);
    return caller == nullptr ? operator_caller() : caller;
}

StoreWork as_caller(const http::Request& request, StoreWork work) {
    return as_caller(caller_of(request), std::move(work));
}

StoreWork as_caller(const std::shared_ptr<const ApiCaller>& caller, StoreWork work) {
    return [person = caller->person, work = std::move(work)](engine::Store& store) {
        identity::GuardedStore guarded(store, *person);
        return work(guarded);
    };
}

}  // namespace branchline::api
