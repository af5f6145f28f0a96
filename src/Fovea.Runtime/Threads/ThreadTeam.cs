using System.Runtime.ExceptionServices;

namespace Fovea.Runtime.Threads;

/// <summary>
/// A few threads that share work. Each has a share of the parts and takes them from the front, so that it goes through neighbouring memory as it did in the work before; one that has no
/// more takes the last of the others', the caller too: a thread that the system does not let run, or lets run slowly, holds nobody up for longer than a part takes. Those that find nothing
/// look again for a bounded time and then sleep, so that little is lost between two pieces of work and nothing burns between two runs.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    /// <summary>The most parts that work may have.</summary>
    public const int MostParts = ushort.MaxValue;

    // With a pause of some ten nanoseconds each: a fraction of a millisecond, about as long as a few layers take. One that waits for the others lets
    // other threads go first after a while, for they may hold the processor that the others need.
    private const int Looks = 10_000;
    private const int LooksBeforeYielding = 1_000;

    // Shares stand two cache lines apart, for threads write their own all the time.
    private const int Apart = 16;

    private readonly Member[] members;

    // Of each thread's share the round, the next part and the one after the last, in one number: so that a part is taken once, and in its own round only.
    private readonly long[] shares;
    private IShared? work;
    private int parts;
    private int round;
    private int unfinished;
    private ExceptionDispatchInfo? failure;
    private volatile bool ended;

    public ThreadTeam(int threads)
    {
        shares = new long[(threads + 1) * Apart];
        members = new Member[threads - 1];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = new Member(this, i + 1);
        }
    }

    /// <summary>The number of threads, the caller's included.</summary>
    public int Count => members.Length + 1;

    /// <summary>Does all parts of some work and returns when the last is done. If a part fails, its exception is thrown when all have ended.</summary>
    /// <param name="work">The work.</param>
    /// <param name="parts">The number of parts, at most <see cref="MostParts"/>: some more than threads, so that they end at about the same time.</param>
    public void Run(IShared work, int parts)
    {
        if (parts <= 1)
        {
            work.Run(0, 1, 0);
            return;
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, MostParts);
        this.work = work;
        this.parts = parts;
        failure = null;
        unfinished = parts;
        int now = round + 1;
        int sharing = Math.Min(parts, Count);
        for (int thread = 0; thread < sharing; thread++)
        {
            (int first, int end) = (thread * parts / sharing, (thread + 1) * parts / sharing);
            Volatile.Write(ref ShareOf(thread), ((long)now << 32) | ((long)first << 16) | (uint)end);
        }
        Interlocked.Exchange(ref round, now);
        for (int i = 0; i < sharing - 1; i++)
        {
            members[i].Wake();
        }
        TakeParts(0);
        for (int looks = 1; Volatile.Read(ref unfinished) > 0; looks++)
        {
            Wait(looks);
        }
        this.work = null;
        failure?.Throw();
    }

    private static void Wait(int looks)
    {
        if (looks > LooksBeforeYielding)
        {
            Thread.Yield();
        }
        else
        {
            Thread.SpinWait(1);
        }
    }

    private ref long ShareOf(int thread) => ref shares[(thread + 1) * Apart];

    // Does what is left of a thread's share, and then what is left of the others'.
    private void TakeParts(int thread)
    {
        int done = 0;
        for (int i = 0; i < Count; i++)
        {
            int owner = thread + i < Count ? thread + i : thread + i - Count;
            while (TakePart(owner, thread))
            {
                done++;
            }
        }
        if (done > 0)
        {
            Interlocked.Add(ref unfinished, -done);
        }
    }

    // Does a part of a share, if there is one: the next of its own, the last of another thread's.
    private bool TakePart(int owner, int thread)
    {
        ref long share = ref ShareOf(owner);
        while (true)
        {
            long now = Volatile.Read(ref share);
            (int next, int end) = ((int)(now >> 16) & 0xffff, (int)now & 0xffff);
            if (next >= end)
            {
                return false;
            }
            // As long as a part is left, the caller has not gone on to other work.
            (IShared? current, int all) = (work, parts);
            bool own = owner == thread;
            if (Interlocked.CompareExchange(ref share, own ? now + (1 << 16) : now - 1, now) == now)
            {
                try
                {
                    current!.Run(own ? next : end - 1, all, thread);
                }
                catch (Exception error)
                {
                    // Thrown again in the thread that asked for the work.
                    failure = ExceptionDispatchInfo.Capture(error);
                }
                return true;
            }
        }
    }

    /// <summary>Lets the threads end.</summary>
    public void Dispose()
    {
        ended = true;
        foreach (Member member in members)
        {
            member.Wake();
        }
    }

    private sealed class Member
    {
        private readonly ThreadTeam team;
        private readonly int thread;
        private readonly SemaphoreSlim bell = new(0);
        private int seen;
        private int asleep;

        public Member(ThreadTeam team, int thread)
        {
            this.team = team;
            this.thread = thread;
            new Thread(Live) { IsBackground = true, Name = "fovea" }.Start();
        }

        public void Wake()
        {
            if (Interlocked.Exchange(ref asleep, 0) == 1)
            {
                bell.Release();
            }
        }

        private bool HasWork => Volatile.Read(ref team.round) != seen;

        private void Live()
        {
            while (!team.ended)
            {
                if (HasWork)
                {
                    seen = Volatile.Read(ref team.round);
                    team.TakeParts(thread);
                }
                else if (!Look())
                {
                    Sleep();
                }
            }
        }

        // Whether work turns up soon.
        private bool Look()
        {
            for (int looks = 0; looks < Looks && !team.ended; looks++)
            {
                if (HasWork)
                {
                    return true;
                }
                Thread.SpinWait(1);
            }
            return false;
        }

        private void Sleep()
        {
            Interlocked.Exchange(ref asleep, 1);
            // What came in between is not slept through; who took the mark back has rung the bell, or will.
            if ((HasWork || team.ended) && Interlocked.Exchange(ref asleep, 0) == 1)
            {
                return;
            }
            bell.Wait();
        }
    }
}
