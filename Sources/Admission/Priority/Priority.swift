import MeridianCore

/// One of 128 levels: 32 for each criticality. 0 is turned away last.
struct Priority: Sendable, Hashable {
    static let levels = 128
    static let levelsPerClass = levels / Criticality.allCases.count

    let level: Int

    /// - Parameter user: Decides within the class. Whoever has the same is served or turned away alike.
    init(_ criticality: Criticality, user: UInt64) {
        // The high bits of a hash are as good as any, and a drawn number has good ones everywhere.
        level = Int(criticality.rawValue) * Self.levelsPerClass + Int(user >> 59)
    }
}

/// Up to where requests are admitted: all levels before `level`, and a part of it.
struct AdmissionCursor: Sendable, Equatable {
    static let open = AdmissionCursor(level: Priority.levels, part: 0)

    var level: Int
    /// Of the requests of the level itself, in 65,536ths.
    var part: UInt16

    var isOpen: Bool { level >= Priority.levels }

    /// The class whose requests are admitted in part; `nil` when all are.
    var marginalClass: Int? { isOpen ? nil : level / Priority.levelsPerClass }

    /// In one word, so that event loops can share it.
    var packed: Int { level << 16 | Int(part) }

    init(level: Int, part: UInt16) {
        self.level = level
        self.part = part
    }

    init(packed: Int) {
        level = packed >> 16
        part = UInt16(truncatingIfNeeded: packed)
    }

    /// - Parameter draw: Decides for requests of the level that is admitted in part.
    func admits(_ priority: Priority, draw: UInt16) -> Bool {
        priority.level < level || (priority.level == level && draw < part)
    }
}
