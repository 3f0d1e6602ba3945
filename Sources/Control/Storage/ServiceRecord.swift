import MeridianCore

/// What the data directory keeps of a service: `services/NAME.json`.
struct ServiceRecord: Codable, Equatable, Sendable {
    struct Release: Codable, Equatable, Sendable {
        var number: Int
        /// The SHA-256 of the package, in lower-case hexadecimal.
        var digest: String
        /// The size of the package in bytes.
        var size: Int
        var publishedAt: Timestamp
    }

    /// The version of this document; 1.
    var version = 1
    var service: ServiceName
    /// Oldest first.
    var releases: [Release]
    /// The number of the release that answers requests.
    var live: Int?
    /// The number that the next release gets; numbers are never used twice, also when old releases are removed.
    var nextNumber: Int

    init(service: ServiceName, nextNumber: Int = 1) {
        self.service = service
        self.releases = []
        self.nextNumber = nextNumber
    }

    var liveRelease: Release? {
        releases.first { $0.number == live }
    }

    /// Adds a release and makes it live.
    mutating func publish(_ release: Release) {
        releases.append(release)
        live = release.number
        nextNumber = max(nextNumber, release.number + 1)
    }

    /// Leaves only the newest `count` releases and the live one.
    /// - Returns: The digests of the packages that are no longer wanted.
    mutating func prune(keeping count: Int) -> [String] {
        guard releases.count > count else { return [] }
        let newest = Set(releases.suffix(count).map(\.number))
        let before = Set(releases.map(\.digest))
        releases.removeAll { !newest.contains($0.number) && $0.number != live }
        return before.subtracting(releases.map(\.digest)).sorted()
    }
}

extension ServiceRecord {
    /// The first number above every `"number"` and `"nextNumber"` that can be told from a document which is no
    /// longer JSON, so that a number is not given out twice.
    static func nextNumber(fromDamaged content: [UInt8]) -> Int {
        let text = String(decoding: content, as: UTF8.self)
        var next = 1
        for part in text.split(separator: "umber\"").dropFirst() {
            let digits = part.drop { $0 == " " || $0 == ":" }.prefix { $0.isASCII && $0.isNumber }
            if let number = Int(digits), number < Int.max { next = max(next, number + 1) }
        }
        return next
    }
}
