// c++ -std=c++17 example.cpp $(pkg-config --cflags --libs latchkey) && ./a.out KEY DIRECTORY
#include <latchkey.h>
#include <ctime>
#include <iostream>
#include <memory>
#include <stdexcept>
// `latchkey keys export --format c` prints this; it is the demo issuer's, of which all know the secret.
constexpr uint8_t vendor_key[LATCHKEY_KEY_BYTES] = {
    0x80, 0x0e, 0x65, 0x8d, 0x36, 0x52, 0x65, 0x87, 0x6a, 0x4a, 0x24, 0xf6, 0x09, 0x1d, 0xbe, 0x7f,
    0x4f, 0x43, 0xaf, 0xe3, 0x74, 0x64, 0x92, 0xa5, 0xa6, 0x9c, 0x79, 0x30, 0xc4, 0x39, 0x1e, 0x25,
};

struct Free { void operator()(void *handle) const { latchkey_free(handle); } };
template <class Type> using Handle = std::unique_ptr<Type, Free>;

// Calls a function whose last two arguments are out-parameters; an error becomes an exception.
template <class Type, class Function, class... Arguments>
Handle<Type> make(Function function, Arguments... arguments) {
    Type *made = nullptr; latchkey_error *error = nullptr;
    if (function(arguments..., &made, &error) == LATCHKEY_OK) return Handle<Type>(made);
    Handle<latchkey_error> owned(error);
    throw std::runtime_error(latchkey_error_message(error, nullptr));
}

int main(int count, char **arguments) try {
    if (count != 3) return 64;
    const size_t all = LATCHKEY_MEASURE; const int64_t now = std::time(nullptr);
    auto trust = make<latchkey_trust>(latchkey_trust_pin, vendor_key, 1);
    auto ledger = make<latchkey_ledger>(latchkey_ledger_open, arguments[2], all, trust.get(), now);
    make<latchkey_installed>(latchkey_ledger_install, ledger.get(), arguments[1], all, now);
    auto facts = make<latchkey_facts>(latchkey_facts_new, nullptr, 0, nullptr, 0, "DEMO", all);
    auto decision = make<latchkey_decision>(latchkey_ledger_decide, ledger.get(), facts.get(), now);
    for (size_t i = 0; i < latchkey_decision_count(decision.get(), LATCHKEY_REASON); i++)
        std::cout << latchkey_decision_message(decision.get(), LATCHKEY_REASON, i, nullptr) << "\n";
    if (latchkey_decision_allowed(decision.get()) != 1) { std::cout << "denied\n"; return 1; }
    std::cout << "allowed\n";
    latchkey_usage usage;
    if (latchkey_ledger_consume(ledger.get(), 1, 0, now, &usage, nullptr)) return 1;
    std::cout << "used " << usage.used << "\n";
} catch (const std::exception &error) { std::cerr << error.what() << "\n"; return 65; }
