import CMainQueue
import NIOCore

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What is to run on the main thread by way of `MainActor` or `DispatchQueue.main`, where that thread is an event loop.
enum MainQueue {
    /// Does what waits and all that comes. Must be called once, on the event loop of the main thread.
    static func serve(on eventLoop: any EventLoop) {
        Wakening.act(on: dup(_dispatch_get_main_queue_handle_4CF()), eventLoop) {
            _dispatch_main_queue_callback_4CF(nil)
        }
        _dispatch_main_queue_callback_4CF(nil)
    }
}
