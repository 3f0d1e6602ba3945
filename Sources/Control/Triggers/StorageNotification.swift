import Meridian
import MeridianCore
import NIOCore

/// What happened to objects of a bucket, in the shape that S3 sends, and MinIO and Ceph with it
/// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
enum StorageNotification {
    static let typePrefix = "com.amazonaws.s3."
    /// What `os` triggers call the same, by their vendors.
    private static let otherPrefixes = ["s3:", "oss:"]

    /// An event under each of its names. A function that takes several of them gets it once.
    static func names(of event: CloudEvent<ByteBuffer>) -> [CloudEvent<ByteBuffer>] {
        [event]
            + otherPrefixes.map { prefix in
                var other = event
                other.type = prefix + event.type.dropFirst(typePrefix.count)
                return other
            }
    }

    /// An event for each record, with the attributes of CloudEvents' adapter for S3
    /// (https://github.com/cloudevents/spec/blob/main/cloudevents/adapters/aws-s3.md) and the record as its data. A
    /// notification without records, as S3 sends one to try an address, is none.
    /// - Throws: ``ErrorCode/notificationMalformed`` with status 400.
    static func events(_ body: ByteBuffer) throws(MeridianError) -> [CloudEvent<ByteBuffer>] {
        guard let document = try? ControlJSON.decode(JSONValue.self, from: body), case .object(let members) = document
        else { throw malformed("it is no JSON object") }
        guard let records = members["Records"] else { return [] }
        guard case .array(let items) = records else { throw malformed("'Records' is no array") }
        var events: [CloudEvent<ByteBuffer>] = []
        for (index, item) in items.enumerated() { events.append(try event(item, at: index)) }
        return events
    }

    private static func event(_ record: JSONValue, at index: Int) throws(MeridianError) -> CloudEvent<ByteBuffer> {
        guard let name = record["eventName"]?.string else { throw malformed("Records[\(index)] has no 'eventName'") }
        guard let bucket = record["s3"]?["bucket"]?["name"]?.string, let object = record["s3"]?["object"],
            let key = object["key"]?.string
        else { throw malformed("Records[\(index)] names no bucket and no object") }
        let answer = record["responseElements"]
        let ids = [answer?["x-amz-request-id"], answer?["x-amz-id-2"], object["sequencer"]].compactMap { $0?.string }
            .filter { !$0.isEmpty }
        let place = ["aws:s3", record["awsRegion"]?.string ?? "", bucket].filter { !$0.isEmpty }
        return CloudEvent(
            id: ids.isEmpty ? RequestID.make() : ids.joined(separator: "."), source: place.joined(separator: "."),
            // MinIO and Ceph write `s3:` before it.
            type: typePrefix + (name.hasPrefix("s3:") ? String(name.dropFirst(3)) : name),
            // S3 form-encodes keys in its events.
            subject: PercentEncoding.decode(key.utf8, plusIsSpace: true) ?? key,
            time: record["eventTime"]?.string, dataContentType: "application/json",
            data: ByteBuffer(string: record.json))
    }

    private static func malformed(_ reason: String) -> MeridianError {
        MeridianError(
            .notificationMalformed,
            "the notification can't be read: \(reason); send what S3 sends for a bucket", status: 400)
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    fileprivate var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}
