package dev.hearth.driver.link;

/** Is told what becomes of the link. Called on the link's thread; must not block. */
public interface LinkListener {
    /**
     * A gateway accepted the driver; nothing is sent to it before this returns.
     *
     * @param toldBefore whether this very gateway, unrestarted, accepted the driver before
     */
    void linking(boolean toldBefore);

    /** The link is up: events are taken, and records flow as soon as this returns. */
    void linked();

    /** The link is gone: the gateway answers what was under way and is not logged. */
    void unlinked();

    /** A gateway says that the driver is not wanted; it must end. The reason is a sentence. */
    void refused(String reason);

    /** No gateway was there for so long that the driver must end. The reason is a sentence. */
    void orphaned(String reason);
}
