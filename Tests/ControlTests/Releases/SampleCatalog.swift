import MeridianCore
import NIOCore
import Persistence

@testable import Control

extension ServiceCatalog {
    /// A service with releases 1 to `count`, the last of them live after all others were.
    static func sample(_ service: String = "shop", releases count: Int) throws -> ServiceCatalog {
        var catalog = ServiceCatalog(service: ServiceName(service)!)
        for number in 1...count {
            catalog.publish(.sample(number, of: service))
            try catalog.promote(number, now: Timestamp(milliseconds: Int64(number)))
        }
        return catalog
    }
}

extension ReleaseRecord {
    static func sample(_ number: Int, of service: String = "shop") -> ReleaseRecord {
        ReleaseRecord(
            number: number, digest: BlobDigest(of: ByteBuffer(string: "\(service) \(number)")), size: 10,
            publishedAt: Timestamp(milliseconds: Int64(number)), author: "jane",
            source: SourceRevision(revision: "c0ffee", isModified: true), functions: 3)
    }
}
