import MeridianCore
import NIOCore
import TestSupport
import Testing

@testable import Delivery

@Suite("Calls in a queue")
struct QueuedCallTests {
    private let call = QueuedCall(
        kind: .event, trigger: 2, target: "/_meridian/event/paid",
        fields: ["ce-id": "1", "ce-subject": "a: b", "empty": ""], body: ByteBuffer(string: "{}"))

    @Test("are written as lines and read back")
    func roundTrip() {
        #expect(
            call.head == "event 2 POST /_meridian/event/paid\nce-id: 1\nce-subject: a: b\nempty: \n")
        #expect(QueuedCall(head: call.head, body: call.body) == call)
        let plain = QueuedCall(kind: .timer, trigger: 0, target: "/", fields: [:], body: ByteBuffer())
        #expect(QueuedCall(head: plain.head, body: plain.body) == plain)
    }

    @Test(
        "are refused when they are not written like this",
        arguments: [
            "", "\n", "event 2 POST /", "event 2 POST\n", "event -1 POST /\n", "event x POST /\n", "page 1 POST /\n",
            "event 1 P(T /\n", "event 1 POST \n", "event 1 POST /a b\n", "event 1 POST /\nname value\n",
            "event 1 POST /\n: value\n", "event 1 POST /\nname:value\n", "event 1 POST /\nName: value\n",
            "event 1 POST /\nname: value", "event 1 POST /\nname: a\u{1}b\n", "event 1 POST /\n\n",
        ])
    func malformed(head: String) {
        #expect(QueuedCall(head: head, body: ByteBuffer()) == nil)
    }

    @Test("are read or refused whatever bytes there are, and what is read is written the same")
    func fuzz() {
        var generator = SeededGenerator(seed: 42)
        let template = Array(call.head.utf8)
        let alphabet = Array("evnt timrqu0129POST/_:\n a\u{7F}é".utf8)
        var readable = 0
        for _ in 0..<20_000 {
            var bytes = template
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[position] = alphabet.randomElement(using: &generator)!
                case 1: bytes.remove(at: position)
                default: bytes.insert(alphabet.randomElement(using: &generator)!, at: position)
                }
            }
            guard let head = String(validating: bytes, as: UTF8.self),
                let read = QueuedCall(head: head, body: ByteBuffer())
            else { continue }
            readable += 1
            let again = QueuedCall(head: read.head, body: ByteBuffer())
            #expect(again == read, "\(head)")
        }
        #expect(readable > 1_000)
    }
}
