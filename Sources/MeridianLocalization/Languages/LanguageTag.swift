/// The tag of a language (RFC 5646), such as `de`, `pt-BR` or `zh-Hant-TW`.
enum LanguageTag {
    /// Whether a text has the form of a tag: a language of two or three letters, then subtags.
    static func isWellFormed(_ tag: some StringProtocol) -> Bool {
        let subtags = tag.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard let language = subtags.first, (2...3).contains(language.count), language.allSatisfy(isLetter) else {
            return false
        }
        return subtags.dropFirst().allSatisfy { subtag in
            (1...8).contains(subtag.count) && subtag.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
        }
    }

    /// A tag and the more general ones that stand in for it, in lower case, the most special first (RFC 4647 §3.4):
    /// `zh-hant-tw`, `zh-hant`, `zh`. Between a Chinese region and `zh` stands the script that is written there.
    static func chain(of tag: some StringProtocol) -> [String] {
        var subtags = tag.lowercased().split(separator: "-")
        var chain: [String] = []
        while !subtags.isEmpty {
            chain.append(subtags.joined(separator: "-"))
            if subtags.count == 2, subtags[0] == "zh" {
                switch subtags[1] {
                case "cn", "sg": chain.append("zh-hans")
                case "tw", "hk", "mo": chain.append("zh-hant")
                default: break
                }
            }
            subtags.removeLast()
            // What introduces further subtags says nothing without them.
            if let last = subtags.last, last.utf8.count == 1 { subtags.removeLast() }
        }
        return chain
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte & 0xDF)
    }
}
