/// The entities of a page that people meet in and around a key (HTML §13.5).
enum PageEntity {
    /// The character of a name or number between `&` and `;`; nil for any other.
    static func scalar(named name: String) -> UInt32? {
        if let known = names.first(where: { $0.name == name }) { return known.scalar }
        guard name.utf8.first == UInt8(ascii: "#") else { return nil }
        let digits = name.utf8.dropFirst()
        let isHexadecimal = digits.first == UInt8(ascii: "x") || digits.first == UInt8(ascii: "X")
        return UInt32(
            Substring(isHexadecimal ? digits.dropFirst() : digits), radix: isHexadecimal ? 16 : 10)
    }

    private static let names: [(name: String, scalar: UInt32)] = [
        // What cannot be seen, and spaces.
        ("shy", 0xad), ("zwnj", 0x200c), ("zwj", 0x200d), ("lrm", 0x200e), ("rlm", 0x200f),
        ("ZeroWidthSpace", 0x200b), ("NegativeThinSpace", 0x200b), ("NoBreak", 0x2060),
        ("InvisibleComma", 0x2063), ("InvisibleTimes", 0x2062),
        ("nbsp", 0xa0), ("NonBreakingSpace", 0xa0), ("ensp", 0x2002), ("emsp", 0x2003),
        ("emsp13", 0x2004), ("emsp14", 0x2005), ("numsp", 0x2007), ("puncsp", 0x2008),
        ("thinsp", 0x2009), ("ThinSpace", 0x2009), ("hairsp", 0x200a), ("VeryThinSpace", 0x200a),
        ("MediumSpace", 0x205f), ("Tab", 0x09), ("NewLine", 0x0a),
        // The signs of a key, and those that stand around one.
        ("lowbar", 0x5f), ("UnderBar", 0x5f), ("colon", 0x3a), ("semi", 0x3b), ("equals", 0x3d),
        ("plus", 0x2b), ("sol", 0x2f), ("bsol", 0x5c), ("period", 0x2e), ("comma", 0x2c),
        ("hyphen", 0x2010), ("dash", 0x2010), ("ndash", 0x2013), ("mdash", 0x2014),
        ("horbar", 0x2015), ("minus", 0x2212), ("percnt", 0x25), ("grave", 0x60), ("ast", 0x2a),
        ("lt", 0x3c), ("LT", 0x3c), ("gt", 0x3e), ("GT", 0x3e), ("amp", 0x26), ("AMP", 0x26),
        ("quot", 0x22), ("QUOT", 0x22), ("apos", 0x27), ("verbar", 0x7c), ("vert", 0x7c),
        ("lpar", 0x28), ("rpar", 0x29), ("lsqb", 0x5b), ("rsqb", 0x5d), ("excl", 0x21),
        // Ligatures.
        ("fflig", 0xfb00), ("filig", 0xfb01), ("fllig", 0xfb02), ("ffilig", 0xfb03),
        ("ffllig", 0xfb04),
    ]
}
