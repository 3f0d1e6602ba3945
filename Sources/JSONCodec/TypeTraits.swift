import Synchronization

/// What the coders must know of a type, found out once.
struct TypeTraits {
    enum Kind { case plain, direct, date, data, url, decimal }

    private let id: ObjectIdentifier
    /// How the type is read.
    let kind: Kind
    /// How the type is written.
    let encodingKind: Kind
    let decodable: (any JSONDecodable.Type)?
    let encodable: (any JSONEncodable.Type)?

    private init(_ type: Any.Type) {
        id = ObjectIdentifier(type)
        decodable = type as? any JSONDecodable.Type
        encodable = type as? any JSONEncodable.Type
        let special = decodable == nil || encodable == nil ? Self.special(type) : nil
        kind = decodable != nil ? .direct : special ?? .plain
        encodingKind = encodable != nil ? .direct : special ?? .plain
    }

    /// Foundation's types are known by their names, so that nothing links it for them.
    static func special(_ type: Any.Type) -> Kind? {
        switch _typeName(type, qualified: true) {
        case "FoundationEssentials.Date", "Foundation.Date": .date
        case "FoundationEssentials.Data", "Foundation.Data": .data
        case "FoundationEssentials.URL", "Foundation.URL": .url
        case "FoundationEssentials.Decimal", "Foundation.Decimal", "__C.NSDecimal": .decimal
        default: nil
        }
    }

    // Types are few and never go away, and neither do their entries. A slot is written once.
    private static let slotCount = 4096
    nonisolated(unsafe) private static let slots: UnsafeMutablePointer<Atomic<UInt>> = {
        let slots = UnsafeMutablePointer<Atomic<UInt>>.allocate(capacity: slotCount)
        for index in 0..<slotCount { (slots + index).initialize(to: Atomic(0)) }
        return slots
    }()

    @inline(__always)
    static func of(_ type: Any.Type) -> TypeTraits {
        let id = ObjectIdentifier(type)
        var slot = home(of: id)
        for _ in 0..<8 {
            let address = slots[slot].load(ordering: .acquiring)
            guard let entry = UnsafePointer<TypeTraits>(bitPattern: address) else { break }
            if entry.pointee.id == id { return entry.pointee }
            slot = (slot &+ 1) & (slotCount &- 1)
        }
        return remember(type)
    }

    private static func home(of id: ObjectIdentifier) -> Int {
        Int(truncatingIfNeeded: (UInt(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15) &>> 40) & (slotCount &- 1)
    }

    @inline(never)
    private static func remember(_ type: Any.Type) -> TypeTraits {
        let traits = TypeTraits(type)
        var slot = home(of: traits.id)
        for _ in 0..<8 {
            if slots[slot].load(ordering: .acquiring) == 0 {
                let entry = UnsafeMutablePointer<TypeTraits>.allocate(capacity: 1)
                entry.initialize(to: traits)
                let (isStored, _) = slots[slot].compareExchange(
                    expected: 0, desired: UInt(bitPattern: entry), ordering: .acquiringAndReleasing)
                if isStored { return traits }
                entry.deinitialize(count: 1).deallocate()
            }
            slot = (slot &+ 1) & (slotCount &- 1)
        }
        return traits
    }
}
