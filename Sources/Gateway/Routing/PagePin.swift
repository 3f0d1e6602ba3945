import MeridianCore
import NIOCore

/// Keeps what a page asks for with the release that the page came from, while the traffic moves on to others.
///
/// A request says by a key which release its page is of. A page that is opened (`Sec-Fetch-Dest: document`, W3C Fetch
/// Metadata Request Headers §2.1) goes where the traffic goes, whatever it says, and where the key is a cookie it is given
/// the number of the release that answers it.
struct PagePin: Sendable {
    let key: RequestKey
    /// The positions of releases that are callable, by number.
    let entries: [Int: Int]
    /// Those that are woken when a page asks for them.
    let asleep: Set<Int>

    /// - Returns: `nil` for a request that no page of a release that is kept makes.
    func choice(for head: RequestHead) -> TrafficSplit.Choice? {
        var number: Int?
        key.withValue(in: head) { number = Self.number($0) }
        guard let number, !Self.opensPage(head) else { return nil }
        if let entry = entries[number] { return .entry(entry) }
        return asleep.contains(number) ? .asleep(number) : nil
    }

    /// The value of `Set-Cookie` (RFC 6265 §4.1) for an answer of a release; `nil` when the request gets none.
    func cookie(for head: RequestHead, release: Int) -> String? {
        guard key.place == .cookie, Self.opensPage(head) else { return nil }
        return "\(key.name)=\(release); Path=/; HttpOnly; SameSite=Lax"
    }

    private static func opensPage(_ head: RequestHead) -> Bool {
        var opens = false
        head.fields.withFirstValue("sec-fetch-dest") { opens = $0.elementsEqual("document".utf8) }
        return opens
    }

    /// Up to nine decimal digits.
    private static func number(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard (1...9).contains(bytes.count) else { return nil }
        var number = 0
        for byte in bytes {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return number
    }
}
