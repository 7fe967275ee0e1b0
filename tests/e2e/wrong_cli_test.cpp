// Every command of both programs with input that is wrong: the exit code, and what is said. Nothing
// is ever printed as a result, and --json turns the same failure into a problem document.
#include <algorithm>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "hub/commands.hpp"
#include "node/commands.hpp"
#include "tests/e2e/harness.hpp"

namespace branchline::e2e {
namespace {

struct Row {
    const char* line;  ///< "@" is --data-dir of the running daemon, "@gone" of none, '' nothing.
    int exit;
    const char* said;  ///< Part of the message or of the hint.
};

// A row's id: 32 digits of a record that does not exist.
#define NO_ID "00000000000000000000000000000000"
// A network id: 64 digits.
#define NO_NET NO_ID NO_ID

constexpr Row kBothRows[] = {
    {"",                                                                  2,  "a command is missing after"               },
    {"statsu",                                                            2,  "Did you mean {program} status?"           },
    {"frobnicate",                                                        2,  "unknown command: {program} frobnicate"    },
    {"--frobnicate",                                                      2,  "a command is missing after"               },
    {"version x",                                                         2,  "was not expected: x"                      },
    {"version --data-dir x",                                              2,  "were not expected"                        },
    {"status",                                                            2,  "--data-dir is required"                   },
    {"status --data-dir",                                                 2,  "--data-dir"                               },
    {"status @ @",                                                        2,  "--data-dir: At Most 1"                    },
    {"status @gone",                                                      4,  "no daemon at"                             },
    {"status @gone",                                                      4,  "start it: run --data-dir"                 },
    {"status x @",                                                        2,  "was not expected: x"                      },
    {"status --verbose @",                                                2,  "was not expected: --verbose"              },
    {"status --color pink @",                                             2,  "pink not in {auto,always,never}"          },
    {"digest --bad @",                                                    2,  "was not expected: --bad"                  },
    {"digest @gone",                                                      4,  "no daemon at"                             },
    {"trace @",                                                           2,  "ENTITY is required"                       },
    {"trace notes.note @",                                                2,  "ID is required"                           },
    {"trace notes.note " NO_ID " x @",                                    2,  "was not expected: x"                      },
    {"trace nots.note " NO_ID " @",                                       5,  "there is no entity nots.note"             },
    {"trace notes.note zz @",                                             2,  "an id is 32 lower-case hexadecimal digits"},
    {"trace notes.note " NO_ID " @",                                      5,  "does not exist"                           },
    {"why @",                                                             2,  "ENTITY is required"                       },
    {"why notes.note @",                                                  2,  "ID is required"                           },
    {"why notes.note " NO_ID " @",                                        2,  "FIELD is required"                        },
    {"why notes.note " NO_ID " text x @",                                 2,  "was not expected: x"                      },
    {"why nots.note " NO_ID " text @",                                    5,  "there is no entity nots.note"             },
    {"why notes.note zz text @",                                          2,  "an id is 32 lower-case hexadecimal digits"},
    {"why notes.note " NO_ID " txt @",                                    5,  "notes have no field txt"                  },
    {"why notes.note " NO_ID " text @",                                   5,  "does not exist"                           },
    {"why notes.note " NO_ID " text @gone",                               4,  "no daemon at"                             },
    {"conflict",                                                          2,  "One of: ls, resolve, show."               },
    {"conflict lss @",                                                    2,  "Did you mean {program} conflict ls?"      },
    {"conflict ls x @",                                                   2,  "was not expected: x"                      },
    {"conflict ls @gone",                                                 4,  "no daemon at"                             },
    {"conflict show @",                                                   2,  "ID is required"                           },
    {"conflict show " NO_ID " @",                                         5,  "there is no such open conflict"           },
    {"conflict show " NO_ID " text x @",                                  2,  "was not expected: x"                      },
    {"conflict resolve @",                                                2,  "ENTITY is required"                       },
    {"conflict resolve notes.note " NO_ID " text @",                      2,  "give either --take N or --value TEXT"     },
    {"conflict resolve notes.note " NO_ID " text --take 1 --value x @",   2,  "give either"                              },
    {"conflict resolve notes.note " NO_ID " text --take x @",             2,  "must be a whole number"                   },
    {"conflict resolve notes.note " NO_ID " text --take -1 @",            9,  "take: the number of a side"               },
    {"conflict resolve notes.note " NO_ID " text --take 1 @",             5,  "does not exist"                           },
    {"conflict resolve notes.note zz text --take 1 @",                    2,  "32 lower-case hexadecimal digits"         },
    {"conflict resolve nots.note " NO_ID " text --take 1 @",              5,  "there is no entity nots.note"             },
    {"conflict resolve notes.note " NO_ID " title --take 1 @",            6,  "not settled by choosing"                  },
    {"vin decode @",                                                      2,  "VIN is required"                          },
    {"vin decode SHORT @",                                                2,  "5 characters, not 17"                     },
    {"vin decode YV4A22PK4N1O00101 @",                                    2,  "position 12 of the VIN is 'O'"            },
    {"vin decode YV4A22PK4N1000101 @",                                    5,  "no maker is known by YV4"                 },
    {"vin decode YV4A22PK4N1000101 @gone",                                4,  "no daemon at"                             },
    {"claim check @",                                                     2,  "ID is required"                           },
    {"claim check zz @",                                                  5,  "there is no claim zz"                     },
    {"claim check zz @gone",                                              4,  "no daemon at"                             },
    {"campaign",                                                          2,  "One of: of, show."                        },
    {"campaign of @",                                                     2,  "VIN is required"                          },
    {"campaign of YV4A22PK4N1000101 @gone",                               4,  "no daemon at"                             },
    {"campaign show NONE @",                                              2,  "CAMPAIGN is required"                     },
    {"campaign show NONE R9 @",                                           5,  "brand NONE has no campaign R9"            },
    {"campaign show NONE R9 @gone",                                       4,  "no daemon at"                             },
    {"document journal @",                                                2,  "ID is required"                           },
    {"document journal nothing @",                                        5,  "there is no document nothing"             },
    {"document journal nothing @gone",                                    4,  "no daemon at"                             },
    {"account statement @",                                               2,  "DEALER is required"                       },
    {"account statement D01 @",                                           2,  "BRAND is required"                        },
    {"account statement D01 NONE @",                                      5,  "no account for brand NONE"                },
    {"account statement D01 NONE --from x @",                             2,  "\"x\" is not a date"                      },
    {"account statement D01 NONE --from 2026-02-02 --until 2026-02-01 @", 2,
     "ends before it begins"                                                                                             },
    {"order check @",                                                     2,  "ID is required"                           },
    {"order check nothing @",                                             5,  "there is no order nothing"                },
    {"order check nothing @gone",                                         4,  "no daemon at"                             },
    {"kpis --dealer D99 @",                                               5,  "there is no dealer D99"                   },
    {"kpis --brand NONE @",                                               5,  "there is no brand NONE"                   },
    {"kpis --branch B9999 @",                                             5,  "there is no branch B9999"                 },
    {"kpis --region West @",                                              5,  "no dealer is in a region West"            },
    {"kpis --from x @",                                                   2,  "\"x\" is not a date"                      },
    {"kpis --from 2026-02-02 --to 2026-02-01 @",                          2,  "ends before it begins"                    },
    {"kpis more @",                                                       2,  "was not expected: more"                   },
    {"kpis @gone",                                                        4,  "no daemon at"                             },
    {"repair totals @",                                                   2,  "ID is required"                           },
    {"repair totals nothing @",                                           5,  "there is no repair order nothing"         },
    {"repair totals nothing @gone",                                       4,  "no daemon at"                             },
    {"repair taxes @",                                                    2,  "ID is required"                           },
    {"repair taxes nothing @",                                            5,  "there is no repair order nothing"         },
    {"repair taxes nothing @gone",                                        4,  "no daemon at"                             },
    {"repair check @",                                                    2,  "ID is required"                           },
    {"repair check nothing @",                                            5,  "there is no repair order nothing"         },
    {"repair check nothing @gone",                                        4,  "no daemon at"                             },
    {"repair journal @",                                                  2,  "ID is required"                           },
    {"repair journal nothing @",                                          5,  "there is no repair order nothing"         },
    {"repair journal nothing @gone",                                      4,  "no daemon at"                             },
    {"workshop day @",                                                    2,  "BRANCH is required"                       },
    {"workshop day B0101 @",                                              2,  "DAY is required"                          },
    {"workshop day B0101 x @",                                            2,  "\"x\" is not a date"                      },
    {"workshop day B0101 2026-11-22 @gone",                               4,  "no daemon at"                             },
    {"quote check @",                                                     2,  "VIN is required"                          },
    {"quote check NOSUCHCAR @",                                           5,  "no car NOSUCHCAR is known here"           },
    {"quote check NOSUCHCAR @gone",                                       4,  "no daemon at"                             },
    {"pipeline show x @",                                                 2,  "was not expected: x"                      },
    {"pipeline show @gone",                                               4,  "no daemon at"                             },
    {"price show @",                                                      2,  "LIST is required"                         },
    {"price show NONE P1 @",                                              5,  "has no price of P1"                       },
    {"price show NONE P1 --date x @",                                     2,  "\"x\" is not a date"                      },
    {"price show NONE P1 --list x @",                                     2,  "were not expected: x --list"              },
    {"part convert @",                                                    2,  "BRAND is required"                        },
    {"part convert NONE P1 @",                                            5,  "the catalogue of NONE has no part P1"     },
    {"part convert NONE P1 --quantity x --from box @",                    5,  "the catalogue of NONE has no part P1"     },
    {"part convert NONE P1 --unit box @",                                 2,  "were not expected: box --unit"            },
    {"rejected",                                                          2,  "One of: ls, show."                        },
    {"rejected ls --all @",                                               2,  "was not expected: --all"                  },
    {"rejected ls @gone",                                                 4,  "no daemon at"                             },
    {"rejected show @",                                                   2,  "SEQ is required"                          },
    {"rejected show 99 @",                                                5,  "there is no such rejected entry"          },
    {"rejected show 99 @ --branch",                                       2,  "--branch"                                 },
    {"log",                                                               2,  "One of: export, verify."                  },
    {"log exprot @",                                                      2,  "Did you mean {program} log export?"       },
    {"log export @",                                                      2,  "--stream is required"                     },
    {"log export --stream policy @",                                      2,  "--output is required"                     },
    {"log export --stream nosuch --output {dir}/x @",                     5,  "nosuch is not held here"                  },
    {"log export --stream policy --output {dir}/no/x @",                  74, "cannot be written"                        },
    {"log export --stream policy --output {dir}/x @gone",                 4,  "no daemon at"                             },
    {"log verify",                                                        2,  "FILE is required"                         },
    {"log verify {dir}/none",                                             5,  "cannot be read"                           },
    {"log verify {dir}",                                                  5,  "cannot be read"                           },
    {"log verify {dir}/lock @",                                           2,  "not expected"                             },
    {"log verify {dir}/lock --net",                                       2,  "--net"                                    },
    {"log verify {dir}/lock --net ''",                                    2,  "--net takes 64 hexadecimal digits"        },
    {"log verify {dir}/lock --net 12ab",                                  2,  "--net takes 64 hexadecimal digits"        },
    {"log verify {dir}/none --net " NO_NET,                               5,  "cannot be read"                           },
    {"log verify --net " NO_NET,                                          2,  "FILE is required"                         },
    {"status --config {dir}/none @",                                      3,  "none: there is no such file"              },
    {"run --log-level loud @",                                            2,  "loud not in {debug,info,warning,error}"   },
    {"user add @",                                                        2,  "LOGIN is required"                        },
    {"user add a @",                                                      2,  "a login is 2 to 64 letters"               },
    {"user add eve --role king @",                                        5,  "there is no role king"                    },
    {"user add eve secret @",                                             2,  "visible to every user of this machine"    },
    {"user add eve @gone",                                                4,  "no daemon at"                             },
    {"user ls x @",                                                       2,  "was not expected: x"                      },
    {"user password @",                                                   2,  "LOGIN is required"                        },
    {"user password nobody secret @",                                     2,  "visible to every user of this machine"    },
    {"user disable nobody @",                                             5,  "there is no user nobody"                  },
    {"user enable nobody @",                                              5,  "there is no user nobody"                  },
    {"user sign-out nobody @",                                            5,  "there is no user nobody"                  },
    {"grant",                                                             2,  "One of: add, ls, revoke."                 },
    {"grant add nobody @",                                                2,  "ROLE is required"                         },
    {"grant add nobody advisor @",                                        5,  "there is no user nobody"                  },
    {"grant revoke nobody advisor @",                                     5,  "there is no user nobody"                  },
    {"grant ls x @",                                                      2,  "was not expected: x"                      },
    {"role ls x @",                                                       2,  "was not expected: x"                      },
    {"role explain nobody @",                                             2,  "PERMIT is required"                       },
    {"role explain nobody see:cost @",                                    5,  "there is no user nobody"                  },
    {"api-token",                                                         2,  "One of: create, ls, revoke."              },
    {"api-token create nobody @",                                         2,  "--name is required"                       },
    {"api-token create nobody --name x @",                                5,  "there is no user nobody"                  },
    {"api-token ls nobody @",                                             5,  "there is no user nobody"                  },
    {"api-token revoke nobody @",                                         2,  "ID is required"                           },
    {"api-token revoke nobody x @",                                       5,  "there is no user nobody"                  },
    {"tls request @",                                                     2,  "NAME is required"                         },
    {"tls request a..b @",                                                2,  "neither a host name nor an address: a..b" },
    {"tls import @",                                                      2,  "FILE is required"                         },
    {"tls import nowhere.pem @",                                          2,  "nowhere.pem cannot be read"               },
    {"tls import nowhere.pem x @",                                        2,  "was not expected: x"                      },
    {"tls show x @",                                                      2,  "was not expected: x"                      },
    {"tls show @",                                                        5,  "no certificate was imported here"         },
    {"run --tls maybe @",                                                 2,  "maybe not in {off,files}"                 },
    {"run --webhook-targets moon @",                                      2,  "moon not in {public,private}"             },
    {"run --sign-in maybe @",                                             2,  "maybe not in {required,off}"              },
    {"run --api-limit many @",                                            2,  "api-limit must be a whole number"         },
    {"run --api-limit=-1 @",                                              3,  "api-limit must not be negative"           },
    {"doctor",                                                            2,  "--data-dir is required"                   },
    {"doctor x @",                                                        2,  "was not expected: x"                      },
    {"config",                                                            2,  "One of: show."                            },
    {"config show x",                                                     2,  "was not expected: x"                      },
    {"config show --config {dir}/none",                                   3,  "none: there is no such file"              },
    {"completion",                                                        2,  "One of: bash, fish, zsh."                 },
    {"completion tcsh",                                                   2,  "unknown command: {program} completion"    },
    {"completion bash x",                                                 2,  "was not expected: x"                      },
    {"man nothing",                                                       5,  "there is no page for nothing"             },
    {"man --dir {dir}/none",                                              5,  "is no directory"                          },
};

constexpr Row kHubRows[] = {
    {"user",                                                           2,  "One of: add, disable, enable, link, ls, password, sign-out, unlink."},
    {"user link @",                                                    2,  "LOGIN is required"                                                  },
    {"user link ada @",                                                2,  "SUBJECT is required"                                                },
    {"user link nobody 4711 @",                                        5,  "there is no user nobody"                                            },
    {"user link nobody 4711 @gone",                                    4,  "no daemon at"                                                       },
    {"user unlink @",                                                  2,  "LOGIN is required"                                                  },
    {"user unlink nobody @",                                           5,  "there is no user nobody"                                            },
    {"run --oidc-issuer https://login.example @",                      3,  "and oidc-client-id"                                                 },
    {"run --oidc-claim name @",                                        2,  "name not in {sub,email}"                                            },
    {"init",                                                           2,  "--org is required"                                                  },
    {"init --org x",                                                   2,  "--data-dir is required"                                             },
    {"init --org '' @gone",                                            2,  "--org must not be empty"                                            },
    {"init --org x @",                                                 6,  "holds a network already"                                            },
    {"init --org x --root-dir {gone}/root @gone",                      2,  "must not lie in the data directory"                                 },
    {"init --org x --root-keys 0 @gone",                               2,  "1 to 16 root keys"                                                  },
    {"init --org x --root-keys 17 @gone",                              2,  "1 to 16 root keys"                                                  },
    {"init --org x --root-keys many @gone",                            2,  "root-keys must be a whole number"                                   },
    {"init --org x --root-keys 99999999999999999999 @gone",            2,  "must be a whole number"                                             },
    {"init --org x --root-keys 2 --threshold 3 @gone",                 2,  "a threshold of at most as many"                                     },
    {"init --org x --threshold 0 @gone",                               2,  "a threshold of at most as many"                                     },
    {"init --org x --root-key 2 @gone",                                2,  "not expected"                                                       },
    {"init --org x --data-dir /proc/nowhere",                          74, "/proc/nowhere"                                                      },
    {"run",                                                            2,  "--data-dir is required"                                             },
    {"run @gone",                                                      3,  "holds no network"                                                   },
    {"run @",                                                          75, "held by process"                                                    },
    {"run x @",                                                        2,  "was not expected: x"                                                },
    {"org",                                                            2,  "One of: branch, brand, dealer, price-list."                         },
    {"org dealer sells @",                                             2,  "DEALER is required"                                                 },
    {"org dealer sells D01 NONE @",                                    5,  "there is no brand NONE"                                             },
    {"org dealer sells D01 NONE @gone",                                4,  "no daemon at"                                                       },
    {"tls authority @",                                                2,  "ORGANISATION is required"                                           },
    {"tls issue @",                                                    2,  "FILE is required"                                                   },
    {"tls issue nowhere.pem @",                                        2,  "nowhere.pem cannot be read"                                         },
    {"tls issue nowhere.pem --days x @",                               2,  "days must be a whole number"                                        },
    {"tls trust @",                                                    5,  "there is no authority yet"                                          },
    {"tls trust x @",                                                  2,  "was not expected: x"                                                },
    {"allocation",                                                     2,  "One of: preview, publish."                                          },
    {"allocation preview @",                                           2,  "RUN is required"                                                    },
    {"allocation preview R1 @",                                        2,  "--brand is required"                                                },
    {"allocation preview R1 --brand NONE @",                           5,  "NONE"                                                               },
    {"allocation preview R1 --brand NONE --terms {gone}/terms @",      5,  "cannot be read"                                                     },
    {"allocation publish @",                                           2,  "RUN is required"                                                    },
    {"allocation publish R1 @",                                        2,  "--brand is required"                                                },
    {"allocation publish R1 --brand NONE @",                           5,  "NONE"                                                               },
    {"statistics",                                                     2,  "One of: compute."                                                   },
    {"statistics compute @",                                           2,  "MONTH is required"                                                  },
    {"statistics compute soon @",                                      2,  "soon is no month"                                                   },
    {"statistics compute 2099-01 @",                                   6,  "2099-01 is not over"                                                },
    {"statistics compute 2025-01 @gone",                               4,  "no daemon at"                                                       },
    {"statements",                                                     2,  "One of: close."                                                     },
    {"statements close @",                                             2,  "PERIOD is required"                                                 },
    {"statements close 2025-13 @",                                     2,  "2025-13 is no month"                                                },
    {"statements close 2099-01 @",                                     6,  "2099-01 is not over"                                                },
    {"statements close 2025-01 @",                                     5,  "no dealer has an account yet"                                       },
    {"statements close 2025-01 @gone",                                 4,  "no daemon at"                                                       },
    {"allocation publish R1 --brand NONE @gone",                       4,  "no daemon at"                                                       },
    {"org price-list add L1 @",                                        2,  "--brand is required"                                                },
    {"org price-list add L1 --brand NONE --kind net --currency EUR @", 5,  "there is no brand NONE"                                             },
    {"org price-list add l1 --brand NONE --kind net --currency EUR @", 2,
     "\"l1\" is no price list code"                                                                                                             },
    {"org price-list ls x @",                                          2,  "was not expected: x"                                                },
    {"vehicle move @",                                                 2,  "VIN is required"                                                    },
    {"vehicle move XX @",                                              2,  "--to is required"                                                   },
    {"vehicle move XX --to D01 @",                                     5,  "there is no vehicle XX"                                             },
    {"vehicle move XX --to D09 @",                                     5,  "there is no dealer D09"                                             },
    {"data import vpic @",                                             2,  "FILE is required"                                                   },
    {"data import vpic none @",                                        2,  "either --makes A,B or --all"                                        },
    {"data import vpic /nowhere/file --all @",                         2,  "not a file that can be read"                                        },
    {"data import csv @",                                              2,  "FILE is required"                                                   },
    {"data import csv none @",                                         2,  "either --brand for a catalogue or --list"                           },
    {"data import csv /nowhere/file --brand NONE @",                   5,  "/nowhere/file is no file"                                           },
    {"data generate @",                                                2,  "--brand is required"                                                },
    {"data generate --brand NONE @",                                   5,  "there is no brand NONE"                                             },
    {"data generate --brand NONE --scale huge @",                      2,  "there is no scale \"huge\""                                         },
    {"data generate --brand NONE --seed x @",                          2,  "seed must be a whole number"                                        },
    {"org dealr add D09 @",                                            2,  "Did you mean {program} org dealer?"                                 },
    {"org dealer ad D09 @",                                            2,  "Did you mean {program} org dealer add?"                             },
    {"org dealer add @",                                               2,  "CODE is required"                                                   },
    {"org dealer add d09 @",                                           2,  "\"d09\" is no dealer code"                                          },
    {"org dealer add D @",                                             2,  "2 to 16 capital letters"                                            },
    {"org dealer add D0123456789ABCDEF @",                             2,  "is no dealer code"                                                  },
    {"org dealer add D09 --nmae x @",                                  2,  "not expected"                                                       },
    {"org dealer add D09 --name '' @",                                 2,  "name: a text is required"                                           },
    {"org dealer add D01 @",                                           6,  "org.dealer D01 exists"                                              },
    {"org dealer add D09 @gone",                                       4,  "no daemon at"                                                       },
    {"org dealer ls --limit 3 @",                                      2,  "not expected"                                                       },
    {"org dealer ls @gone",                                            4,  "no daemon at"                                                       },
    {"org brand add @",                                                2,  "CODE is required"                                                   },
    {"org brand add x @",                                              2,  "\"x\" is no brand code"                                             },
    {"org brand ls x @",                                               2,  "was not expected: x"                                                },
    {"org branch add @",                                               2,  "CODE is required"                                                   },
    {"org branch add B0901 @",                                         2,  "--dealer is required"                                               },
    {"org branch add B0901 --dealer D99 @",                            5,  "there is no dealer D99"                                             },
    {"org branch add b0901 --dealer D01 @",                            2,  "is no branch code"                                                  },
    {"org branch add B0101 --dealer D01 @",                            6,  "org.branch B0101 exists"                                            },
    {"org branch ls x @",                                              2,  "was not expected: x"                                                },
    {"role",                                                           2,  "One of: add, explain, ls."                                          },
    {"role add @",                                                     2,  "ROLE is required"                                                   },
    {"role add clerk @",                                               2,  "--permits is required"                                              },
    {"role add clerk --permits '' @",                                  2,  "permits: a text is required"                                        },
    {"role add clerk --permits notes.nite @",                          5,  "there is no entity \"notes.nite\""                                  },
    {"role add clerk --permits notes.note| @",                         5,  "there is no entity \"\""                                            },
    {"role add '' --permits * @",                                      2,  "role: a text is required"                                           },
    {"token",                                                          2,  "One of: approve, create, ls."                                       },
    {"token create @",                                                 2,  "--branch is required"                                               },
    {"token create --branch B9999 @",                                  5,  "there is no branch B9999"                                           },
    {"token create --branch B0101 --ttl 5x @",                         2,  "\"5x\" is not a duration"                                           },
    {"token create --branch B0101 --ttl 0s @",                         2,  "\"0s\" is not a duration"                                           },
    {"token create --branch B0101 --ttl -5s @",                        2,  "\"-5s\" is not a duration"                                          },
    {"token create --branch B0101 --endpoint '' @",                    2,  "endpoint: a text is required"                                       },
    {"token create --branch B0101 --aprove @",                         2,  "was not expected: --aprove"                                         },
    {"token create --branch B0101 @gone",                              4,  "no daemon at"                                                       },
    {"token ls x @",                                                   2,  "was not expected: x"                                                },
    {"token approve @",                                                2,  "ID is required"                                                     },
    {"token approve zz @",                                             2,  "not a hexadecimal digit"                                            },
    {"token approve 0000000000000000 @",                               5,  "there is no such token"                                             },
    {"node",                                                           2,  "One of: ls, revoke."                                                },
    {"node ls --down @",                                               2,  "was not expected: --down"                                           },
    {"node revoke @",                                                  2,  "SERIAL is required"                                                 },
    {"node revoke 1 @",                                                2,  "--reason is required"                                               },
    {"node revoke 1 --reason '' @",                                    2,  "reason: a text is required"                                         },
    {"node revoke one --reason x @",                                   2,  "a serial is a number"                                               },
    {"node revoke 99 --reason x @",                                    5,  "there is no certificate 99"                                         },
    {"join - @",                                                       2,  "unknown command: {program} join"                                    },
};

constexpr Row kNodeRows[] = {
    {"user",                                 2,  "One of: add, disable, enable, ls, password, sign-out."},
    {"join",                                 2,  "--data-dir is required"                               },
    {"join @gone",                           2,  "give the secret in exactly one way"                   },
    {"join bl1-abc @gone",                   2,  "visible to every user of this machine"                },
    {"join - @gone",                         2,  "the secret is empty"                                  },
    {"join - x @gone",                       2,  "was not expected: x"                                  },
    {"join --token-file {dir}/none @gone",   5,  "cannot read"                                          },
    {"join --token-file {dir} @gone",        2,  "the secret is empty"                                  },
    {"join --token-file {dir}/lock @gone",   2,  "a token begins with bl1-"                             },
    {"join - --token-file {dir}/lock @gone", 2,  "give the secret in exactly one way"                   },
    {"run",                                  2,  "--data-dir is required"                               },
    {"run @gone",                            3,  "belongs to no network yet"                            },
    {"run @",                                75, "held by process"                                      },
    {"run --sync tcp://127.0.0.1:1 @",       2,  "not expected"                                         },
    {"sync",                                 2,  "One of: pause, queue, resume."                        },
    {"sync pase @",                          2,  "Did you mean {program} sync pause?"                   },
    {"sync pause x @",                       2,  "was not expected: x"                                  },
    {"sync pause @gone",                     4,  "no daemon at"                                         },
    {"sync resume x @",                      2,  "was not expected: x"                                  },
    {"sync resume @gone",                    4,  "no daemon at"                                         },
    {"sync queue --all @",                   2,  "was not expected: --all"                              },
    {"sync queue @gone",                     4,  "no daemon at"                                         },
    {"init --org x @gone",                   2,  "unknown command: {program} init"                      },
    {"org dealer add D09 @",                 2,  "unknown command: {program} org"                       },
};

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
        text.replace(at, what.size(), by);
        at += by.size();
    }
    return text;
}

/// The words behind the program's name.
Words words_of(const Row& row, const std::string& dir, const std::string& gone) {
    Words out;
    std::string line = replaced(replaced(row.line, "{dir}", dir), "{gone}", gone);
    while (!line.empty()) {
        const std::size_t blank = std::min(line.find(' '), line.size());
        const std::string word = line.substr(0, blank);
        line.erase(0, blank + 1);
        if (word == "@" || word == "@gone") {
            out.insert(out.end(), {"--data-dir", word == "@" ? dir : gone});
        } else {
            out.push_back(word == "''" ? "" : word);
        }
    }
    return out;
}

void check_row(const Row& row, const std::string& program, Words words) {
    const std::string name = std::filesystem::path(program).filename().string();
    const std::string said = replaced(row.said, "{program}", name);
    INFO(name << " " << row.line);
    words.insert(words.begin(), program);
    const Outcome plain = run(words);
    INFO(plain.err);
    CHECK(plain.exit == row.exit);
    CHECK(plain.out.empty());
    CHECK(plain.err.find(said) != std::string::npos);
    CHECK(plain.err.starts_with("error: "));

    // In front, so that no option takes it for its value.
    words.insert(words.begin() + 1, "--json");
    const Outcome as_json = run(words);
    INFO(as_json.err);
    CHECK(as_json.exit == row.exit);
    CHECK(as_json.out.empty());
    const auto problem = text::parse_json(as_json.err);
    REQUIRE(problem.has_value());
    CHECK((*problem)["type"].get<std::string>().starts_with("urn:branchline:problem:"));
    const std::string told = (*problem)["detail"].get<std::string>() + "\n" +
                             text::string_of(*problem, "hint").value_or("");
    CHECK(told.find(said) != std::string::npos);
}

template <class Rows>
void check_rows(const Rows& rows, const std::string& program, const Daemon& daemon) {
    const std::string gone = (daemon.dir().parent_path() / "gone").string();
    for (const Row& row : rows) {
        check_row(row, program, words_of(row, daemon.dir().string(), gone));
    }
    CHECK_FALSE(std::filesystem::exists(gone + "/manifest-1"));
    CHECK_FALSE(std::filesystem::exists(gone + "/identity"));
}

/// The commands that no row calls by their whole name.
template <class Rows>
Words uncalled(const cli::Program& program, const Rows& rows) {
    const auto is_called = [](const auto& table, const std::string& path) {
        return std::any_of(std::begin(table), std::end(table), [&](const Row& row) {
            return (std::string(row.line) + " ").starts_with(path + " ");
        });
    };
    Words out;
    for (const cli::Command& command : program.commands) {
        if (is_called(rows, command.path) || is_called(kBothRows, command.path)) continue;
        out.push_back(command.path);
    }
    return out;
}

}  // namespace

TEST_CASE("wrong input: every command of both programs is in the tables", "[e2e]") {
    CHECK(uncalled(hub::program(), kHubRows) == Words{});
    CHECK(uncalled(node::program(), kNodeRows) == Words{});
}

TEST_CASE("wrong input: commands of the hub refuse it and say why", "[e2e]") {
    Network net;
    net.add_dealer("D01");
    net.declare_branch("B0101", "D01");
    const std::string before = net.hub().digest("policy");
    check_rows(kBothRows, kHubProgram, net.hub());
    check_rows(kHubRows, kHubProgram, net.hub());
    CHECK(net.hub().digest("policy") == before);
    CHECK(net.hub().ask({"token", "ls"})["items"].empty());
}

TEST_CASE("wrong input: commands of the node refuse it and say why", "[e2e]") {
    Network net;
    net.add_dealer("D01");
    Daemon& node = net.add_branch("B0101", "D01");
    const std::string before = node.digest("dealer/D01");
    check_rows(kBothRows, kNodeProgram, node);
    check_rows(kNodeRows, kNodeProgram, node);
    CHECK(node.digest("dealer/D01") == before);
    CHECK(node.get("/api/v1/status")["line"] == "up");
}

TEST_CASE("wrong input: help and version need no daemon and no data directory", "[e2e]") {
    for (const std::string& program : {kHubProgram, kNodeProgram}) {
        for (const char* words :
             {"--help", "status --help", "log verify -h", "version", "version --json", "--version",
              "completion bash", "completion zsh --json", "man", "man config --json"}) {
            INFO(program << " " << words);
            const Outcome shown = run({"sh", "-c", fmt::format("exec {} {}", program, words)});
            CHECK(shown.exit == 0);
            CHECK_FALSE(shown.out.empty());
            CHECK(shown.err.empty());
        }
    }
}

}  // namespace branchline::e2e
