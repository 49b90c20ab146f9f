import Terminal
import Testing

@Suite struct `A URL that is repeated` {
    @Test(arguments: [
        ("postgresql://bob:secret@db.example/lk", "postgresql://bob:…@db.example/lk"),
        ("Unexpected argument 'postgresql://b:s@h'", "Unexpected argument 'postgresql://b:…@h'"),
        ("postgresql://bob:p@ss:w@db:5432/lk?x=1", "postgresql://bob:…@db:5432/lk?x=1"),
        ("postgresql://:secret@db/lk", "postgresql://:…@db/lk"),
        (
            "from postgresql://a:b@c to postgresql://d:e@f",
            "from postgresql://a:…@c to postgresql://d:…@f"
        ),
        ("https://db.example:443/a@b", "https://db.example:443/a@b"),
        ("postgresql://bob@db.example/lk", "postgresql://bob@db.example/lk"),
        ("a text: without any", "a text: without any"), ("://", "://"),
    ])
    func `shows no password`(_ text: String, _ shown: String) {
        #expect(text.withoutURLPasswords == shown)
        #expect(CommandFailure(.usage, text, nextStep: text).descriptions == [shown])
    }
}
