// The fonts of documents: those of the packages that we install, never what else a machine has, so
// that the same document looks the same everywhere. Private to this folder.
#pragma once

#include <memory>

#include <pango/pangocairo.h>

#include "common/base/result.hpp"

namespace branchline::paper {

struct ObjectRelease {
    void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Object = std::unique_ptr<T, ObjectRelease>;

/// A new set for one document; error "fonts-missing".
Result<Object<PangoFontMap>> letters();

}  // namespace branchline::paper
