extension NewApp {
    static func python(_ key: String, _ prefix: String?) -> NewApp {
        NewApp(
            files: [File(path: "app.py", content: program(key, prefix))],
            // No name of a package index: one that is not ours would be installed without a question.
            build: """
                PYTHONPATH="${LATCHKEY:?is not set}"/Sources/Bindings/Python python3 app.py KEY
                """,
            need: """
                \(checkout), and liblatchkey where the system looks for libraries; .ci/build-python \
                makes a package with the library inside, with which python3 app.py KEY is enough
                """)
    }

    private static func program(_ key: String, _ prefix: String?) -> String {
        let brand = prefix.map { "\"\($0)\"" } ?? "None"
        return """
            import sys

            import latchkey

            \(key)

            if len(sys.argv) != 2:
                sys.exit(64)
            try:
                license = latchkey.Trust.pin(VENDOR_KEY).verify(sys.argv[1])
            except latchkey.LatchkeyError as error:
                print(f"{error}; {error.next_step}")
                sys.exit(65)
            facts = latchkey.Facts(
                prefixes=\(brand),
                activation=latchkey.ELSEWHERE,  # this program does not count machines
                used=latchkey.ELSEWHERE,  # or units
            )
            decision = license.evaluate(facts)
            for finding in (*decision.reasons, *decision.warnings):
                print(f"{finding}; {finding.next_step}")
            print("allowed" if decision else "denied")
            sys.exit(0 if decision else 1)

            """
    }
}
