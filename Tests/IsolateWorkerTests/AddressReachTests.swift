import NIOCore
import Testing

@testable import IsolateWorker

@Suite struct AddressReachTests {
    @Test(arguments: [
        ("93.184.216.34", AddressReach.publicOnly), ("8.8.8.8", .publicOnly), ("172.32.0.1", .publicOnly),
        ("10.1.2.3", .privateNetworks), ("172.16.0.1", .privateNetworks), ("172.31.255.255", .privateNetworks),
        ("192.168.0.1", .privateNetworks), ("100.64.0.1", .privateNetworks), ("100.128.0.1", .publicOnly),
        ("127.0.0.1", .anywhere), ("127.9.9.9", .anywhere), ("0.0.0.0", .anywhere), ("169.254.169.254", .anywhere),
        ("192.0.0.8", .anywhere), ("192.0.78.9", .publicOnly), ("198.18.0.1", .anywhere), ("224.0.0.1", .anywhere),
        ("255.255.255.255", .anywhere),
        ("2606:2800:220:1::1", .publicOnly), ("::1", .anywhere), ("::", .anywhere), ("fe80::1", .anywhere),
        ("fd00::1", .privateNetworks), ("fc00::1", .privateNetworks), ("ff02::1", .anywhere),
        ("::ffff:127.0.0.1", .anywhere), ("::ffff:10.0.0.1", .privateNetworks), ("::ffff:8.8.8.8", .publicOnly),
        ("::7f00:1", .anywhere), ("64:ff9b::7f00:1", .anywhere), ("64:ff9b::808:808", .publicOnly),
        ("2002:7f00:1::", .anywhere), ("2002:0a00:1::", .privateNetworks),
    ])
    func `an address needs a reach`(_ text: String, _ needed: AddressReach) throws {
        let address = try SocketAddress(ipAddress: text, port: 80)
        let allowed = AddressReach.allCases.filter { $0.allows(address) }
        #expect(allowed == AddressReach.allCases.filter { $0 >= needed })
    }

    @Test func `a socket of the file system is never reached`() throws {
        let address = try SocketAddress(unixDomainSocketPath: "/run/x")
        #expect(!AddressReach.anywhere.allows(address))
    }
}
