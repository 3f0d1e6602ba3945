import MeridianCore
import NIOCore

/// The rules of an alias, by the names that they look for: a request is gone through once, however many there are.
struct TrafficRules: Sendable {
    private struct Wanted: Sendable {
        var value: [UInt8]
        /// The position of the rule; the first that matches decides.
        var rule: Int
    }

    private struct Name: Sendable {
        var bytes: [UInt8]
        var wanted: [Wanted]
    }

    /// The names of one place, of which there are 16 at most.
    private struct Names: Sendable {
        var names: [Name] = []
        /// Bits for the lengths of the names; the last one stands for all from 63 bytes on.
        var lengths: UInt64 = 0

        mutating func add(_ key: RequestKey, _ value: [UInt8], rule: Int) {
            lengths |= Self.bit(key.bytes.count)
            let wanted = Wanted(value: value, rule: rule)
            if let known = names.firstIndex(where: { $0.bytes == key.bytes }) {
                names[known].wanted.append(wanted)
            } else {
                names.append(Name(bytes: key.bytes, wanted: [wanted]))
            }
        }

        static func bit(_ length: Int) -> UInt64 { 1 << UInt64(min(length, 63)) }
    }

    /// What was found so far.
    private struct Search {
        var first = Int.max
        /// Bits for the names that were met: the first value counts.
        var met: UInt32 = 0

        @inline(__always)
        mutating func look(
            _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, among names: Names, isEncoded: Bool
        ) {
            for index in names.names.indices where met & 1 << UInt32(index) == 0 {
                let known = names.names[index]
                guard isEncoded ? RequestKey.decodes(name, to: known.bytes) : RequestKey.equal(name, known.bytes)
                else { continue }
                met |= 1 << UInt32(index)
                for wanted in known.wanted where wanted.rule < first {
                    if isEncoded ? RequestKey.decodes(value, to: wanted.value) : RequestKey.equal(value, wanted.value) {
                        first = wanted.rule
                    }
                }
                return
            }
        }
    }

    private var headers = Names()
    private var cookies = Names()
    private var query = Names()
    private var entries: [Int] = []

    /// - Parameter rules: The key, the value that decides, and the position of the release.
    init(_ rules: [(key: RequestKey, value: [UInt8], entry: Int)]) {
        for (position, rule) in rules.enumerated() {
            switch rule.key.place {
            case .header: headers.add(rule.key, rule.value, rule: position)
            case .cookie: cookies.add(rule.key, rule.value, rule: position)
            case .query: query.add(rule.key, rule.value, rule: position)
            }
            entries.append(rule.entry)
        }
    }

    /// - Returns: The position of the release of the first rule that matches; `nil` when none does.
    func entry(for head: RequestHead) -> Int? {
        guard !entries.isEmpty else { return nil }
        var first = Int.max
        if !headers.names.isEmpty {
            var search = Search()
            head.fields.forEach { name, value in
                guard headers.lengths & Names.bit(name.count) != 0 else { return }
                search.look(name, value, among: headers, isEncoded: false)
            }
            first = search.first
        }
        if !cookies.names.isEmpty {
            var search = Search()
            head.fields.withFirstValue("cookie") { pairs in
                RequestKey.forEachPair(in: pairs, separator: UInt8(ascii: ";")) { name, value in
                    if cookies.lengths & Names.bit(name.count) != 0 {
                        search.look(name, value, among: cookies, isEncoded: false)
                    }
                    return true
                }
            }
            first = min(first, search.first)
        }
        if !query.names.isEmpty {
            var search = Search()
            head.target.withUnsafeReadableBytes { target in
                RequestKey.withQuery(of: target) { pairs in
                    RequestKey.forEachPair(in: pairs, separator: UInt8(ascii: "&")) { name, value in
                        search.look(name, value, among: query, isEncoded: true)
                        return true
                    }
                }
            }
            first = min(first, search.first)
        }
        return first == .max ? nil : entries[first]
    }
}
