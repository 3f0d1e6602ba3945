import NIOCore

/// Which addresses a host may turn out to have. A name can lead anywhere whenever it is looked up, so the address of
/// the connection is what counts.
enum AddressReach: Int, Comparable, Hashable, CaseIterable {
    /// Those that everybody can reach: for hosts that a pattern allows.
    case publicOnly
    /// Private networks as well: for hosts that are allowed by their names.
    case privateNetworks
    /// This machine as well: for addresses that are allowed as such, and for `localhost`.
    case anywhere

    static func < (left: AddressReach, right: AddressReach) -> Bool { left.rawValue < right.rawValue }

    func allows(_ address: SocketAddress) -> Bool {
        // struct sockaddr_in has the address behind family and port, struct sockaddr_in6 behind the flow as well.
        address.withSockAddr { pointer, size in
            let bytes = Array(UnsafeRawBufferPointer(start: pointer, count: size))
            return switch address {
            case .v4: self >= Self.needed(v4: Array(bytes[4..<8]))
            case .v6: self >= Self.needed(v6: Array(bytes[8..<24]))
            case .unixDomainSocket: false
            }
        }
    }

    /// By the registry of special-purpose addresses (RFC 6890).
    static func needed(v4 bytes: [UInt8]) -> AddressReach {
        switch (bytes[0], bytes[1]) {
        case (10, _), (172, 16...31), (192, 168), (100, 64...127): .privateNetworks
        // This machine, its links, documentation and tests, multicast, reserved.
        case (0, _), (127, _), (169, 254), (198, 18...19), (224..., _): .anywhere
        case (192, 0) where bytes[2] == 0 || bytes[2] == 2: .anywhere
        default: .publicOnly
        }
    }

    static func needed(v6 bytes: [UInt8]) -> AddressReach {
        let zeros = bytes.prefix { $0 == 0 }.count
        // ::ffff:0:0/96 and the deprecated ::/96, which stand for IPv4; :: and ::1 among the latter are the machine.
        if zeros == 10, bytes[10] == 0xFF, bytes[11] == 0xFF { return needed(v4: Array(bytes[12...])) }
        if zeros >= 12 { return .anywhere }
        // 64:ff9b::/96 and 2002::/16 carry an IPv4 address that a gateway would go on to.
        if bytes.starts(with: [0, 0x64, 0xFF, 0x9B]) { return needed(v4: Array(bytes[12...])) }
        if bytes.starts(with: [0x20, 0x02]) { return needed(v4: Array(bytes[2..<6])) }
        if bytes[0] & 0xFE == 0xFC { return .privateNetworks }
        if bytes[0] == 0xFE || bytes[0] == 0xFF { return .anywhere }
        return .publicOnly
    }
}
