import MeridianCore
import NIOCore
import Testing

@testable import Control

@Suite struct StorageNotificationTests {
    private static func record(_ name: String, key: String, more: String = "") -> String {
        """
        {"eventName": "\(name)", "awsRegion": "eu-west-1", "eventTime": "2026-03-01T09:30:00.000Z",
         "s3": {"bucket": {"name": "photos"}, "object": {"key": "\(key)", "sequencer": "0A"}}\(more)}
        """
    }

    @Test func eachRecordIsAnEvent() throws {
        let ids = #", "responseElements": {"x-amz-request-id": "r", "x-amz-id-2": "i"}"#
        let records = [
            Self.record("ObjectCreated:Put", key: "in/red+lamp%21.jpg", more: ids),
            Self.record("s3:ObjectRemoved:Delete", key: "old"),
        ]
        let events = try StorageNotification.events(
            ByteBuffer(string: #"{"Records": [\#(records.joined(separator: ","))]}"#))
        #expect(events.map(\.type) == ["com.amazonaws.s3.ObjectCreated:Put", "com.amazonaws.s3.ObjectRemoved:Delete"])
        #expect(events.map(\.subject) == ["in/red lamp!.jpg", "old"])
        #expect(events.map(\.id) == ["r.i.0A", "0A"])
        #expect(Set(events.map(\.source)) == ["aws:s3.eu-west-1.photos"])
        #expect(String(buffer: events[0].data).contains(#""eventName":"ObjectCreated:Put""#))
    }

    @Test func anEventHasTheNamesOfEachVendor() throws {
        let record = Self.record("ObjectCreated:Put", key: "k")
        let event = try #require(
            try StorageNotification.events(ByteBuffer(string: #"{"Records": [\#(record)]}"#)).first)
        let names = StorageNotification.names(of: event)
        #expect(
            names.map(\.type) == [
                "com.amazonaws.s3.ObjectCreated:Put", "s3:ObjectCreated:Put", "oss:ObjectCreated:Put",
            ])
        #expect(Set(names.map(\.id)) == ["0A"])
    }

    @Test func aTryOfTheAddressIsNoEvent() throws {
        #expect(try StorageNotification.events(ByteBuffer(string: #"{"Event": "s3:TestEvent"}"#)).isEmpty)
    }

    @Test(arguments: [
        "", "[]", #"{"Records": 1}"#, #"{"Records": [1]}"#, #"{"Records": [{"eventName": "x"}]}"#,
        #"{"Records": [{"eventName": "x", "s3": {"bucket": {"name": "b"}, "object": {}}}]}"#,
    ])
    func saysWhatIsWrong(body: String) {
        let error = #expect(throws: MeridianError.self) { try StorageNotification.events(ByteBuffer(string: body)) }
        #expect(error?.code == .notificationMalformed)
        #expect(error?.status == 400)
    }
}
