// A schema that has one of everything: each type, each merge kind, a key of two parts, a flow, a
// posting, an entity in each kind of stream. For tests of whatever derives from declarations.
#pragma once

#include "common/schema/registry.hpp"

namespace branchline::test {

extern const schema::Entity kPlace;  ///< Policy stream, keyed by one text.
extern const schema::Entity kThing;  ///< Dot rows with every type and merge kind, and a flow.
extern const schema::Entity kShelf;  ///< Keyed by two texts, with a balance.
extern const schema::Entity kMove;   ///< Posts to the balance of a shelf.
extern const schema::Entity kCost;   ///< Hub stream.
extern const schema::Entity kIssue;  ///< Publishes editions of a list.
extern const schema::Entity kOffer;  ///< Comes in editions.

const schema::Registry& toy_registry();

}  // namespace branchline::test
