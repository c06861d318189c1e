package contest;

/** The rules and the first tier alone: with the others held up beside it, hardly a move is as good as the last. */
public final class FirstTier extends Rules {
    public FirstTier() {
        super(1);
    }
}
