import JSONCodec
import MeridianCore
import NIOCore
import Persistence
import Testing

@testable import Delivery

@Suite("Settings of deliveries")
struct DeliverySettingsTests {
    private let service = ServiceName("shop")!
    private let function = FunctionName("paid")!

    @Test("survive the process, each function having its own")
    func kept() async throws {
        let documents = MemoryDocumentStore()
        let settings = DeliverySettings(
            maximumAttempts: 3, maximumAge: 60, onFailure: .event(type: "com.example.failed"),
            filter: ["subject": AttributeFilter(prefix: "a/")], catchUp: .once, timeZone: "Europe/Berlin")
        try await DeliverySettingsStore(documents).set(settings, of: function, in: service)
        try await documents.commit([.put("delivery/shop/broken", ByteBuffer(string: "no"))])
        let store = DeliverySettingsStore(documents)
        let problems = try await store.load()
        #expect(problems.count == 1 && problems[0].message.contains("delivery/shop/broken"))
        #expect(store.settings(of: function, in: service) == settings)
        #expect(store.settings(of: FunctionName("other")!, in: service) == DeliverySettings())
        try await store.remove(service)
        #expect(store.settings(of: function, in: service) == DeliverySettings())
        #expect(try await documents.list(prefix: "delivery/").documents.isEmpty)
    }

    @Test(
        "are refused outside of their ranges",
        arguments: [
            (DeliverySettings(maximumAttempts: 0), "maximumAttempts"), (DeliverySettings(maximumAge: 0), "maximumAge"),
            (DeliverySettings(maximumAge: .nan), "maximumAge"), (DeliverySettings(concurrency: 1_001), "concurrency"),
            (DeliverySettings(batchWindow: -1), "batchWindow"),
            (DeliverySettings(filter: ["subject": AttributeFilter()]), "subject"),
        ])
    func refused(settings: DeliverySettings, name: String) async throws {
        let error = #expect(throws: MeridianError.self) { try settings.check() }
        #expect(error?.code == .badDeliverySettings && error?.status == 400)
        #expect(error?.message.contains(name) == true)
    }

    @Test("make a policy")
    func policy() {
        let settings = DeliverySettings(maximumAttempts: 2, maximumAge: 1.5, concurrency: 7, batchWindow: 0.5)
        #expect(
            settings.policy(batchSizes: ["/q": 10])
                == LanePolicy(
                    maximumAttempts: 2, maximumAge: .milliseconds(1_500), concurrency: 7, batchSizes: ["/q": 10],
                    batchWindow: .milliseconds(500)))
        #expect(DeliverySettings().policy(batchSizes: [:]) == LanePolicy())
    }

    @Test("filter by exact value, prefix and suffix, all of which must be so")
    func filters() {
        #expect(AttributeFilter(exact: "a").passes("a"))
        #expect(!AttributeFilter(exact: "a").passes("ab"))
        #expect(AttributeFilter(prefix: "a", suffix: "c").passes("abc"))
        #expect(!AttributeFilter(prefix: "a", suffix: "d").passes("abc"))
        #expect(!AttributeFilter(prefix: "").passes(nil))
    }

    @Test("name destinations as text")
    func destinations() throws {
        for text in ["function:shop/failed", "event:com.example.failed"] {
            #expect(Destination(text)?.description == text)
        }
        for text in [
            "", "function:", "function:shop", "function:shop/a/b", "function:Shop/a", "event:", "event:a b", "x:y",
        ] {
            #expect(Destination(text) == nil, "\(text)")
        }
        let settings = DeliverySettings(onSuccess: .function(service, function))
        let read = try JSON.decode(DeliverySettings.self, from: JSON.encode(settings))
        #expect(read == settings)
        #expect(throws: DecodingError.self) {
            try JSON.decode(DeliverySettings.self, from: ByteBuffer(string: #"{"onFailure": "nowhere"}"#))
        }
    }
}
