extension NewApp {
    static func c(_ key: String, _ prefix: String?) -> NewApp {
        NewApp(
            files: [File(path: "app.c", content: program(key, prefix))],
            build: """
                cc -o app app.c $(pkg-config --cflags --libs latchkey) \(runPath) && ./app KEY
                """,
            need: library)
    }

    private static func program(_ key: String, _ prefix: String?) -> String {
        let brand = prefix.map { "\"\($0)\"" } ?? "NULL"
        return """
            #include <latchkey.h>
            #include <stdio.h>
            #include <time.h>

            \(key)

            int main(int count, char **arguments) {
                latchkey_trust *trust;
                latchkey_license *license;
                latchkey_facts *facts;
                latchkey_decision *decision;
                latchkey_error *error;
                size_t all = LATCHKEY_MEASURE;
                if (count != 2) return 64;
                if (latchkey_trust_pin(vendor_key, 1, &trust, &error) ||
                    latchkey_verify(trust, arguments[1], all, LATCHKEY_FORM_ANY, &license, &error) ||
                    latchkey_facts_new(NULL, 0, NULL, 0, \(brand), all, &facts, &error) ||
                    latchkey_facts_skip(facts, LATCHKEY_QUESTION_ACTIVATION, &error) ||
                    latchkey_facts_skip(facts, LATCHKEY_QUESTION_USAGE, &error) ||
                    latchkey_evaluate(license, facts, time(NULL), &decision, &error)) {
                    printf("%s; %s\\n", latchkey_error_message(error, NULL),
                           latchkey_error_next_step(error, NULL));
                    return 65;
                }
                for (int32_t kind = LATCHKEY_REASON; kind <= LATCHKEY_WARNING; kind++)
                    for (size_t i = 0; i < latchkey_decision_count(decision, kind); i++)
                        printf("%s; %s\\n", latchkey_decision_message(decision, kind, i, NULL),
                               latchkey_decision_next_step(decision, kind, i, NULL));
                puts(latchkey_decision_allowed(decision) == 1 ? "allowed" : "denied");
                return latchkey_decision_allowed(decision) == 1 ? 0 : 1;
            }

            """
    }
}
