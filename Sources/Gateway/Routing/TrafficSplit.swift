import MeridianCore

/// ``Traffic`` over more than one release, with the releases as positions in the routing table.
struct TrafficSplit: Sendable {
    /// Where a request goes that only the service is known of.
    enum Choice: Hashable {
        /// The position of a release.
        case entry(Int)
        /// The number of a release that must be woken.
        case asleep(Int)
    }

    /// The position of the service in the routing table.
    let service: Int
    let entry: Int
    let candidate: Int
    /// Of 100 requests, how many the candidate gets.
    let weight: UInt64
    let rules: TrafficRules
    let sticky: RequestKey?
    /// `nil` when pages do not stay with their releases.
    let pin: PagePin?
    /// Makes the same key fall differently in different services.
    let salt: UInt64

    /// The release that answers a request.
    func choice(for head: RequestHead, draws: inout TrafficDraws) -> Choice {
        if let entry = rules.entry(for: head) { return .entry(entry) }
        if let pinned = pin?.choice(for: head) { return pinned }
        guard weight > 0 else { return .entry(entry) }
        var drawn: UInt64?
        sticky?.withValue(in: head) { value in
            if !value.isEmpty { drawn = TrafficDraws.percent(of: TrafficDraws.hash(value, salt: salt)) }
        }
        return .entry(drawn ?? TrafficDraws.percent(of: draws.next()) < weight ? candidate : entry)
    }
}

/// Chance for one event loop: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
package struct TrafficDraws {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// Maps 64 random bits to 0–99, each as likely as another to within 2⁻⁵⁷.
    static func percent(of bits: UInt64) -> UInt64 {
        bits.multipliedFullWidth(by: 100).high
    }

    /// FNV-1a (RFC 9923), mixed so that every bit of the key tells on every bit of the hash.
    static func hash(_ key: UnsafeRawBufferPointer, salt: UInt64) -> UInt64 {
        var hash = 0xCBF2_9CE4_8422_2325 ^ salt
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return mix(hash)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
